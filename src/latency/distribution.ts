/** The distributions that latencies are drawn from. */

import type { Random } from '../core/random.ts';

export type Distribution =
  | { readonly kind: 'constant'; readonly value: number }
  /** Cut at 0: what would be less is 0. */
  | { readonly kind: 'normal'; readonly mean: number; readonly stddev: number }
  /** `floor + exp(mu + sigma · z)`. */
  | { readonly kind: 'lognormal'; readonly floor: number; readonly mu: number; readonly sigma: number };

/** One draw, at least 0. */
export function draw(distribution: Distribution, random: Random): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.value;
    case 'normal':
      return Math.max(0, distribution.mean + distribution.stddev * random.normal());
    case 'lognormal':
      return distribution.floor + Math.exp(distribution.mu + distribution.sigma * random.normal());
  }
}
