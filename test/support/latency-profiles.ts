/** Latency profiles for tests: those that come with llmsim, by name, and one that takes the same time always. */

import { builtInProfile } from '../../src/latency/built-in-profiles.ts';
import type { LatencyProfile } from '../../src/latency/profile.ts';

/** A profile that comes with llmsim; throws where there is none of that name. */
export function builtIn(name: string): LatencyProfile {
  const profile = builtInProfile(name);
  if (profile === undefined) throw new Error(`There is no profile ${name}.`);
  return profile;
}

/** The first token after `ttft` ms, then so many tokens a second, without any spread; `parts` instead of what they name. */
export function steadyProfile(
  ttft: number,
  tokensPerSecond: number,
  parts: Partial<LatencyProfile> = {},
): LatencyProfile {
  return {
    id: 'steady',
    about: undefined,
    ttft: { body: { kind: 'constant', value: ttft }, spike: undefined, prompt: undefined },
    thinking: undefined,
    pace: { kind: 'speed', tokensPerSecond: { kind: 'constant', value: tokensPerSecond }, jitter: 0 },
    events: undefined,
    load: undefined,
    ...parts,
  };
}
