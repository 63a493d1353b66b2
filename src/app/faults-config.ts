/** What can be said about faults. */

import type { SeededFaults } from '../pipeline/fault/faults-in-force.ts';

/** Which faults are in force from the start. `PUT /__llmsim/faults` puts others in their place. */
export interface FaultsConfig extends SeededFaults {
  /** Whether edits of the configuration change it. */
  readonly reloads: boolean;
  /** Whether its seed stays all the same, because the command line says it. */
  readonly keepsSeed?: boolean;
}

/** None but those that clients ask for; spread it and give a `set`. */
export const defaultFaults: FaultsConfig = { seed: 'llmsim', set: [], reloads: true };
