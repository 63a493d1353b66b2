/** Databases for tests of access: in a folder of the test's own, closed at its end. */

import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Database, openDatabase } from '../../src/access/database.ts';
import type { KeyDetails } from '../../src/access/key-record.ts';
import { tempFolder } from '../support/temp-folder.ts';

export function databaseAt(file: string): Database {
  const database = openDatabase(file);
  onTestFinished(() => void database.close());
  return database;
}

export function newDatabase(): Database {
  return databaseAt(newFile());
}

export function newFile(): string {
  return join(tempFolder(), 'llmsim.db');
}

/** A key without bounds, but for what is given. */
export function details(given: Partial<KeyDetails> = {}): KeyDetails {
  return {
    name: 'ci',
    email: undefined,
    tier: undefined,
    rpm: undefined,
    tpm: undefined,
    budgetNanoUsd: undefined,
    expiresAt: undefined,
    ...given,
  };
}
