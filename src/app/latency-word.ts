/** A pace as it is named in one word, whose factor may be left to others. */

import type { Latency } from '../latency/retime.ts';

export type LatencyWord = WithoutSpeed<Latency> & { readonly speed: number | undefined };

type WithoutSpeed<T> = T extends unknown ? Omit<T, 'speed'> : never;

/** @param usualSpeed of words that have no factor of their own */
export function latencyOfWord(word: LatencyWord, usualSpeed: number): Latency {
  const speed = word.speed ?? usualSpeed;
  switch (word.kind) {
    case 'instant':
      return { kind: 'instant' };
    case 'recorded':
      return { kind: 'recorded', speed };
    case 'profile':
      return { kind: 'profile', profile: word.profile, speed };
  }
}
