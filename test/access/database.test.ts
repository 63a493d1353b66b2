import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Database, openDatabase, openExistingDatabase } from '../../src/access/database.ts';
import { migrations } from '../../src/access/migrations.ts';
import { LlmsimError } from '../../src/core/errors.ts';
import { tempFolder } from '../support/temp-folder.ts';

function opened(file: string): Database {
  const database = openDatabase(file);
  onTestFinished(() => void database.close());
  return database;
}

function failure(action: () => unknown): LlmsimError {
  try {
    action();
  } catch (error) {
    if (error instanceof LlmsimError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe.skipIf(process.platform === 'win32')('the files of a database', () => {
  it('are for their owner alone, side files too', () => {
    const file = join(tempFolder(), '.llmsim', 'llmsim.db');
    const database = opened(file);
    database.exec("INSERT INTO keys (id, hash, prefix, name, created_at) VALUES ('a', 'b', 'c', 'd', 1)");
    for (const path of [file, `${file}-wal`, `${file}-shm`]) expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700);
  });
});

describe('opening a database', () => {
  it('keeps its folder out of version control, but leaves a folder of the user alone', () => {
    const folder = tempFolder();
    opened(join(folder, '.llmsim', 'llmsim.db'));
    expect(readFileSync(join(folder, '.llmsim', '.gitignore'), 'utf8')).toBe('*\n');
    mkdirSync(join(folder, 'theirs', '.llmsim'), { recursive: true });
    opened(join(folder, 'theirs', '.llmsim', 'llmsim.db'));
    expect(existsSync(join(folder, 'theirs', '.llmsim', '.gitignore'))).toBe(false);
  });

  it('makes the schema once, and finds it again', () => {
    const file = join(tempFolder(), 'a.db');
    opened(file).exec("INSERT INTO keys (id, hash, prefix, name, created_at) VALUES ('a', 'b', 'c', 'd', 1)");
    const again = opened(file);
    expect(again.prepare('SELECT name FROM keys').all()).toMatchObject([{ name: 'd' }]);
    expect(again.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: migrations.length });
    expect(again.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' });
    expect(again.prepare('PRAGMA integrity_check').get()).toMatchObject({ integrity_check: 'ok' });
  });

  it('comes again where another process holds the new file in a way that SQLite does not wait for', async () => {
    const file = join(tempFolder(), 'a.db');
    const holds = new Int32Array(new SharedArrayBuffer(4));
    // A writer in a file that is not yet in WAL: SQLite answers the switch with "database is locked" at once, whatever the timeout.
    const writer = new Worker(
      `const { workerData } = require('node:worker_threads');
      const database = new (require('libsql'))(workerData.file);
      database.exec('CREATE TABLE other (a)');
      database.exec('BEGIN IMMEDIATE');
      Atomics.store(workerData.holds, 0, 1);
      Atomics.notify(workerData.holds, 0);
      Atomics.wait(workerData.holds, 0, 1, 300);
      database.exec('COMMIT');
      database.close();`,
      { eval: true, workerData: { file, holds } },
    );
    const ended = once(writer, 'exit');
    Atomics.wait(holds, 0, 0, 10_000);
    expect(opened(file).prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' });
    await ended;
  });

  it('refuses the file of a newer llmsim and leaves it as it is', () => {
    const file = join(tempFolder(), 'a.db');
    opened(file).exec(`PRAGMA user_version = ${migrations.length + 1}`);
    const error = failure(() => openDatabase(file));
    expect(error.code).toBe('database');
    expect(error.message).toContain('newer llmsim');
    expect(error.message).toContain(file);
  });

  it('refuses what is no database', () => {
    const file = join(tempFolder(), 'notes.txt');
    writeFileSync(file, 'These are notes of mine, and no database at all.\n'.repeat(100));
    expect(failure(() => openDatabase(file)).message).toContain(file);
    expect(readFileSync(file, 'utf8')).toMatch(/^These are notes/);
  });

  it('names a place where no file can be', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'file'), '');
    const error = failure(() => openDatabase(join(folder, 'file', 'a.db')));
    expect([error.code, error.message]).toEqual(['database', expect.stringContaining('is a file, not a folder')]);
    expect(failure(() => openDatabase(folder)).message).toContain('it is a folder, not a file');
    expect(failure(() => openDatabase('')).message).toBe('The database "" cannot be opened: it has no name.');
  });

  it('takes any name for that of a file', () => {
    const folder = tempFolder();
    for (const name of [':memory:', 'file:a.db?mode=memory']) {
      opened(join(folder, name)).exec('CREATE TABLE kept (a)');
      expect(existsSync(join(folder, name))).toBe(true);
    }
    const before = process.cwd();
    process.chdir(folder);
    onTestFinished(() => process.chdir(before));
    opened('libsql://127.0.0.1');
    expect(existsSync(join(folder, 'libsql:', '127.0.0.1'))).toBe(true);
  });

  it('makes none where one is asked to be there', () => {
    const file = join(tempFolder(), 'a.db');
    expect(failure(() => openExistingDatabase(file)).hint).toContain('llmsim keys create');
    expect(existsSync(file)).toBe(false);
  });
});
