/** What can be said about keys and the usage ledger. */

import type { Price } from '../access/prices.ts';
import type { AuthMode } from '../pipeline/stages/authenticate.ts';

/** Who is asked for a key, and what is written down. Keys are made by `llmsim keys create` in the same database. */
export interface AccessConfig {
  readonly auth: AuthMode;
  /** Write the usage ledger; with `auth` it is written anyhow, for keys have budgets. */
  readonly usage: boolean;
  /** The SQLite file of keys and usage. */
  readonly db: string;
  /** None: nothing has a cost. */
  readonly prices: readonly Price[];
}

export const usualDatabase = '.llmsim/llmsim.db';

/** Nobody is asked for a key, and nothing is written down. */
export const defaultAccess: AccessConfig = { auth: 'off', usage: false, db: usualDatabase, prices: [] };
