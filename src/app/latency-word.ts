/** A pace as it is named in one word, whose factor may be left to others. */

import type { LatencyProfile } from '../latency/profile.ts';
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

/** The factor is a number: `*2` is twice as fast, `*0.5` half as fast. */
const withFactor = /^(.*?)\s*\*\s*(\d{1,6}(?:\.\d{1,6})?|\.\d{1,6})$/s;

/** The name of a pace, and the factor behind it; undefined where there is none. A factor of 0 is for the caller to refuse. */
export function nameAndFactor(text: string): { readonly name: string; readonly speed: number | undefined } {
  const [, name, factor] = withFactor.exec(text.trim()) ?? [];
  return { name: name ?? text.trim(), speed: factor === undefined ? undefined : Number(factor) };
}

/**
 * The file that a pace is named by, for who may name files: it has a slash or ends as files of profiles do. Undefined where the name is
 * one of `profiles` or another word, and where the factor is none.
 */
export function fileOfLatency(
  text: string,
  profiles: ReadonlyMap<string, LatencyProfile>,
): { readonly path: string; readonly speed: number | undefined } | undefined {
  const { name, speed } = nameAndFactor(text);
  const isPath = /\.(?:ya?ml|json)$/i.test(name) || /[\\/]/.test(name);
  return isPath && speed !== 0 && !profiles.has(name) ? { path: name, speed } : undefined;
}
