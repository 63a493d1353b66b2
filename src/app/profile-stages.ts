/** The stages of latency profiles, with the load that they share. Loaded only where a profile is wanted. */

import type { SimRequest } from '../core/request.ts';
import { Load } from '../latency/load.ts';
import type { LatencyProfile } from '../latency/profile.ts';
import type { SelectionStates } from '../pipeline/synthesis/selection-state.ts';
import { profilePace } from '../pipeline/timing/profile-pace.ts';
import type { ProfileStages } from './pacing.ts';
import type { PacingConfig } from './pacing-config.ts';

export function profileStages(
  { seed, load }: PacingConfig,
  states: SelectionStates,
  keyOf: (request: SimRequest) => string,
): ProfileStages {
  // Machines of one provider serve all who ask it, at whatever speed they wish to see it; others share what the configuration says.
  const shared = load === undefined ? undefined : new Load(load);
  const own = new Map<LatencyProfile, Load>();
  const loadOf = (profile: LatencyProfile): Load | undefined => {
    if (profile.load === undefined) return shared;
    let known = own.get(profile);
    if (known === undefined) {
      known = new Load(profile.load);
      own.set(profile, known);
    }
    return known;
  };
  return ({ profile, speed }) => profilePace({ profile, speed, load: loadOf(profile), seed, keyOf, states });
}
