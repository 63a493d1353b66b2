/** The option that names the database of keys and usage, and the database behind it. */

import type { Command } from 'commander';
import type { Database } from '../access/database.ts';
import { usualDatabase } from '../app/access-config.ts';

export interface DatabaseFlags {
  readonly db: string;
}

export function withDatabaseOption(command: Command): Command {
  return command.option('--db <file>', 'database of keys and usage', usualDatabase);
}

/** Opens the database for `work` and closes it; made where it is missing only if `make` says so. */
export async function withDatabase<T>(
  { db }: DatabaseFlags,
  make: 'make' | 'expect',
  work: (database: Database) => T | Promise<T>,
): Promise<T> {
  // SQLite is loaded by those who need it.
  const { openDatabase, openExistingDatabase } = await import('../access/database.ts');
  const database = make === 'make' ? openDatabase(db) : openExistingDatabase(db);
  try {
    return await work(database);
  } finally {
    database.close();
  }
}
