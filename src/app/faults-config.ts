/** What can be said about faults. */

import type { SeededFaults } from '../pipeline/fault/faults-in-force.ts';

export interface FaultsConfig extends SeededFaults {
  /** Whether edits of the configuration change it. */
  readonly reloads: boolean;
  /** Whether its seed stays all the same, because the command line says it. */
  readonly keepsSeed?: boolean;
}

export const defaultFaults: FaultsConfig = { seed: 'llmsim', set: [], reloads: true };
