/** What the two sides of the ledger's thread say to each other. */

import type { UsageBatch } from './usage-batch.ts';

export type UsageJob =
  | { readonly kind: 'write'; readonly batch: UsageBatch }
  /** Try again what could not be written. */
  | { readonly kind: 'retry' }
  /** Write what is left, close the database, end. */
  | { readonly kind: 'close' };

export type UsageNews =
  /** The oldest batch that was not done yet is: in the database, or given up with the problem that was told. */
  | { readonly kind: 'done' }
  | { readonly kind: 'problem'; readonly text: string; readonly retry: boolean }
  | { readonly kind: 'closed' };
