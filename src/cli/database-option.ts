/** The option that names the database of keys and usage, and the database behind it. */

import type { Command } from 'commander';
import type { Database } from '../access/database.ts';
import { usualDatabase } from '../app/access-config.ts';
import { readConfiguration, usualConfigurationFile } from '../app/configuration.ts';

export interface DatabaseFlags {
  readonly db?: string;
  readonly config?: string;
}

export function withDatabaseOption(command: Command): Command {
  return command
    .option('--db <file>', `database of keys and usage (default: auth.db of the configuration, else ${usualDatabase})`)
    .option('--config <file>', `configuration file (default: ${usualConfigurationFile}, where there is one)`);
}

/** The one that a server started with the same configuration has. Throws LlmsimError `configuration` where that cannot be used. */
async function pathOf({ db, config }: DatabaseFlags): Promise<string> {
  return db ?? (await readConfiguration(config, process.env))?.access.db ?? usualDatabase;
}

/** Opens the database for `work` and closes it; made where it is missing only if `make` says so. */
export async function withDatabase<T>(
  flags: DatabaseFlags,
  make: 'make' | 'expect',
  work: (database: Database) => T | Promise<T>,
): Promise<T> {
  const path = await pathOf(flags);
  // SQLite is loaded by those who need it.
  const { openDatabase, openExistingDatabase } = await import('../access/database.ts');
  const database = make === 'make' ? openDatabase(path) : openExistingDatabase(path);
  try {
    return await work(database);
  } finally {
    database.close();
  }
}
