/** What can be said about faults. */

import type { FaultSet } from '../pipeline/fault/fault-set.ts';

export interface FaultsConfig {
  /** Equal seeds and requests fail at the same places. */
  readonly seed: string;
  /** Empty for none but those that clients ask for. */
  readonly set: FaultSet;
  /** Whether edits of the configuration change it. */
  readonly reloads: boolean;
}

export const defaultFaults: FaultsConfig = { seed: 'llmsim', set: [], reloads: true };
