/** Opens the database of keys and usage: one SQLite file that several processes share. */

import { chmodSync, closeSync, existsSync, mkdirSync, openSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import Sqlite from 'libsql';
import { LlmsimError } from '../core/errors.ts';
import { migrations } from './migrations.ts';

export type Database = InstanceType<typeof Sqlite>;

/** How long a process waits for another one's transaction, in milliseconds. */
const BUSY_MS = 5000;
const COME_AGAIN_MS = 5;
/** Holds hashes of keys and who used what: for its owner alone. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
/** The folder that llmsim makes for itself, beside a project's own files. */
const OWN_FOLDER = '.llmsim';

/**
 * Opens `file`, makes it and its folder where they are missing, and brings its schema up to date. Throws LlmsimError `database` for what is
 * no such database, was written by a newer llmsim, or cannot be opened.
 */
export function openDatabase(file: string): Database {
  try {
    makeFile(file);
    return oncePossible(() => openNow(file));
  } catch (cause) {
    if (cause instanceof LlmsimError) throw cause;
    const reason = reasonOf(file) ?? (cause instanceof Error ? cause.message : String(cause));
    const hint = 'Check --db, or auth.db in llmsim.yaml.';
    throw new LlmsimError('database', `The database ${JSON.stringify(file)} cannot be opened: ${reason}.`, hint, {
      cause,
    });
  }
}

/** What SQLite and the system say in numbers only. */
function reasonOf(file: string): string | undefined {
  if (file === '') return 'it has no name';
  const kindOf = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false });
  try {
    const folder = dirname(resolve(file));
    if (kindOf(folder)?.isDirectory() === false) return `${folder} is a file, not a folder`;
    if (kindOf(file)?.isDirectory() === true) return 'it is a folder, not a file';
  } catch {
    // The system's own words say more of what cannot even be looked at.
  }
  return undefined;
}

function openNow(file: string): Database {
  // A whole path: the package takes some names for addresses on the network.
  const database = new Sqlite(resolve(file), { timeout: BUSY_MS });
  try {
    // Readers and one writer at a time do not wait for each other; what a killed process has committed stays.
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    migrate(database, file);
    // A file that was copied or restored may have come with another mode.
    chmodSync(file, FILE_MODE);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * SQLite does not wait, whatever its timeout, where two processes turn a new file to WAL or the last one that had it open takes the WAL away
 * (https://www.sqlite.org/wal.html#sometimes_queries_return_sqlite_busy_in_wal_mode): so we come again.
 */
function oncePossible<T>(open: () => T): T {
  for (let tries = BUSY_MS / COME_AGAIN_MS; ; tries -= 1) {
    try {
      return open();
    } catch (error) {
      if (!isBusy(error) || tries <= 0) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, COME_AGAIN_MS);
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
}

/** Opens `file` only where it is there; throws LlmsimError `database` else. */
export function openExistingDatabase(file: string): Database {
  if (existsSync(file)) return openDatabase(file);
  throw new LlmsimError(
    'database',
    `There is no database ${file}.`,
    'llmsim keys create makes it, and so does a server with --auth or --usage; --db names another.',
  );
}

/** The mode is given before SQLite writes; its side files take the mode of the file. */
function makeFile(file: string): void {
  if (existsSync(file)) return;
  const folder = dirname(file);
  const made = mkdirSync(folder, { recursive: true, mode: FOLDER_MODE }) !== undefined;
  if (made && basename(folder) === OWN_FOLDER) writeFileSync(join(folder, '.gitignore'), '*\n');
  closeSync(openSync(file, 'a', FILE_MODE));
}

function migrate(database: Database, file: string): void {
  if (versionOf(database) === migrations.length) return;
  // Two processes may come at once: the second one waits here, and finds nothing to do.
  database.exec('BEGIN IMMEDIATE');
  try {
    const version = versionOf(database);
    if (version > migrations.length) {
      throw new LlmsimError(
        'database',
        `The database ${file} was written by a newer llmsim: its version is ${version}, this llmsim knows ${migrations.length}.`,
        'Update llmsim, or name another file with --db.',
      );
    }
    for (const step of migrations.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function versionOf(database: Database): number {
  const row: unknown = database.prepare('PRAGMA user_version').get();
  return typeof row === 'object' && row !== null && 'user_version' in row ? Number(row.user_version) : 0;
}
