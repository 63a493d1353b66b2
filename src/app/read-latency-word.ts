/** Reads how a configuration, an option or a client names a pace: `recorded`, `instant` or a profile, with a factor behind it or without. */

import { LlmsimError } from '../core/errors.ts';
import { builtInProfile, builtInProfileAliases, builtInProfileNames } from '../latency/built-in-profiles.ts';
import type { LatencyProfile } from '../latency/profile.ts';
import { nearestName } from '../upstream/nearest-name.ts';
import { type LatencyWord, nameAndFactor } from './latency-word.ts';

/** Throws LlmsimError `usage` that names what is accepted. */
export function readLatencyWord(text: string, profiles: ReadonlyMap<string, LatencyProfile>): LatencyWord {
  const { name, speed } = nameAndFactor(text);
  if (speed === 0) throw unknown(text, profiles, 'A factor is above 0: *2 is twice as fast.');
  if (name === 'recorded' || name === 'instant') return { kind: name, speed };
  const profile = profiles.get(name) ?? builtInProfile(name);
  if (profile === undefined) throw unknown(name, profiles, guess(name, profiles));
  return { kind: 'profile', profile, speed };
}

function unknown(name: string, profiles: ReadonlyMap<string, LatencyProfile>, hint: string): LlmsimError {
  const shown = JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
  const own = profiles.size === 0 ? '' : `; of the configuration: ${[...profiles.keys()].join(', ')}`;
  return new LlmsimError(
    'usage',
    `There is no latency ${shown}.`,
    `${hint} Accepted are recorded, instant and the profiles ${builtInProfileAliases().join(', ')}${own}, each with a factor behind it or without: recorded*2. \`llmsim profile ls\` lists them all.`.trim(),
  );
}

function guess(name: string, profiles: ReadonlyMap<string, LatencyProfile>): string {
  const names = ['recorded', 'instant', ...profiles.keys(), ...builtInProfileAliases(), ...builtInProfileNames()];
  // The nearest, and what else begins or goes on like it.
  const nearest = nearestName(name, names);
  const others = name.length < 3 ? [] : names.filter((one) => one !== nearest && one.includes(name.toLowerCase()));
  const near = [...(nearest === undefined ? [] : [nearest]), ...others].slice(0, 4);
  return near.length === 0 ? '' : `Did you mean ${near.join(', ')}?`;
}
