/** The distributions that latencies are drawn from: draws, quantiles and what else is computed of them. */

import type { Random } from '../core/random.ts';
import { standardNormal } from './standard-normal.ts';

export type Distribution =
  | { readonly kind: 'constant'; readonly value: number }
  /** Cut at 0: what would be less is 0. */
  | { readonly kind: 'normal'; readonly mean: number; readonly stddev: number }
  /** `floor + exp(mu + sigma · z)`. */
  | { readonly kind: 'lognormal'; readonly floor: number; readonly mu: number; readonly sigma: number };

/** One draw, at least 0. */
export function draw(distribution: Distribution, random: Random): number {
  return distribution.kind === 'constant' ? distribution.value : valueAt(distribution, random.normal());
}

/** The value that a share `p` of the draws does not exceed. `p` is from 0 to 1; at 1 it may be Infinity. */
export function quantile(distribution: Distribution, p: number): number {
  if (distribution.kind === 'constant') return distribution.value;
  const value = valueAt(distribution, standardNormal.quantile(p));
  // A deviation of 0 times an infinite z is NaN; the value is then the same everywhere.
  return Number.isNaN(value) ? valueAt(distribution, 0) : value;
}

/** The share of the draws that do not exceed `value`. */
export function cdf(distribution: Distribution, value: number): number {
  switch (distribution.kind) {
    case 'constant':
      return value >= distribution.value ? 1 : 0;
    case 'normal':
      if (value < 0) return 0;
      return shareBelow(value - distribution.mean, distribution.stddev);
    case 'lognormal':
      if (value <= distribution.floor) return 0;
      return shareBelow(Math.log(value - distribution.floor) - distribution.mu, distribution.sigma);
  }
}

/** What many draws average to. */
export function mean(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.value;
    case 'normal': {
      const { mean: middle, stddev } = distribution;
      if (stddev === 0) return Math.max(0, middle);
      // A normal variable of which what is below 0 counts as 0.
      const z = middle / stddev;
      return middle * standardNormal.cdf(z) + stddev * standardNormal.density(z);
    }
    case 'lognormal':
      return distribution.floor + Math.exp(distribution.mu + distribution.sigma ** 2 / 2);
  }
}

/** The log-normal with these quantiles; `floor` is below `p50`, and `p50` is not above `p95`. */
export function lognormalFrom(stated: {
  readonly p50: number;
  readonly p95: number;
  readonly floor?: number;
}): Distribution {
  const floor = stated.floor ?? 0;
  const mu = Math.log(stated.p50 - floor);
  return {
    kind: 'lognormal',
    floor,
    mu,
    sigma: (Math.log(stated.p95 - floor) - mu) / standardNormal.quantile(0.95),
  };
}

/** `z` is a draw of the standard normal distribution. */
function valueAt(distribution: Exclude<Distribution, { kind: 'constant' }>, z: number): number {
  return distribution.kind === 'normal'
    ? Math.max(0, distribution.mean + distribution.stddev * z)
    : distribution.floor + Math.exp(distribution.mu + distribution.sigma * z);
}

function shareBelow(difference: number, deviation: number): number {
  if (deviation === 0) return difference >= 0 ? 1 : 0;
  return standardNormal.cdf(difference / deviation);
}
