/** Fits the time to first token by maximum likelihood: a body, with a floor or not, with slow spikes or not, whichever explains most. */

import { cdf, type Distribution } from './distribution.ts';
import {
  type FittedLognormal,
  fitLognormal,
  fitShiftedLognormal,
  type Lognormal,
  type Measurements,
  measurements,
} from './fit-distribution.ts';

export interface FittedTtft {
  /** A constant where all times are the same. */
  readonly body: Lognormal | Extract<Distribution, { kind: 'constant' }>;
  readonly spike: { readonly weight: number; readonly tail: Lognormal } | undefined;
}

interface Candidate extends FittedTtft {
  readonly body: Lognormal;
  readonly logLikelihood: number;
  readonly parameters: number;
}

/**
 * `times` are milliseconds above 0, at least one. The candidates are compared by Akaike's information criterion with its correction for
 * few measurements (Hurvich and Tsai, "Regression and Time Series Model Selection in Small Samples", Biometrika 76 (1989), 297-307).
 */
export function fitTtft(times: readonly number[]): FittedTtft {
  const data = measurements(times);
  const same = constantOf(data);
  if (same !== undefined) return { body: { kind: 'constant', value: same }, spike: undefined };
  const plain = fitLognormal(data);
  const candidates: Candidate[] = [bodyAlone(plain)];
  const shifted = fitShiftedLognormal(data);
  if (shifted !== undefined) candidates.push(bodyAlone(shifted));
  for (const floored of [false, true]) {
    // Where the slow ones begin is a guess that the iteration may not come away from, so there are two.
    for (const deviations of [2.5, 4]) {
      const spiked = fitSpiked(data, floored, deviations);
      if (spiked !== undefined) candidates.push(spiked);
    }
  }
  const n = times.length;
  const score = (one: Candidate): number => criterion(one, n);
  return candidates.reduce((best, one) => (score(one) < score(best) ? one : best));
}

/** Times that differ by less than a thousandth have no distribution that anybody could measure. */
function constantOf({ values }: Measurements): number | undefined {
  const least = values[0] ?? 0;
  return (values.at(-1) ?? 0) - least < least / 1000 ? least : undefined;
}

function criterion({ logLikelihood, parameters: k }: Candidate, n: number): number {
  const room = n - k - 1;
  if (room <= 0) return k <= 2 ? Number.MAX_VALUE : Infinity;
  return 2 * k - 2 * logLikelihood + (2 * k * (k + 1)) / room;
}

function bodyAlone({ distribution, logLikelihood, parameters }: FittedLognormal): Candidate {
  return { body: distribution, spike: undefined, logLikelihood, parameters };
}

/** More than a tenth are no spikes but a second kind of answer. */
const mostSpikes = 0.1;
/** One slow answer has no deviation of its own. */
const leastTailSigma = 0.1;
const mostRounds = 200;
const enough = 1e-6;

/**
 * A body and a slow tail by expectation and maximisation (Dempster, Laird and Rubin, "Maximum Likelihood from Incomplete Data via the EM
 * Algorithm", Journal of the Royal Statistical Society B 39 (1977), 1-38): how likely each measurement is a spike, the most likely body
 * and tail given that, and again. Undefined where what comes out is no slow tail.
 */
function fitSpiked({ values }: Measurements, floored: boolean, deviations: number): Candidate | undefined {
  const n = values.length;
  const spiked = firstGuess(values, deviations);
  if (spiked === undefined) return undefined;
  const weights = spiked.map((share) => 1 - share);
  const asBody = { values, weights };
  const asTail = { values, weights: spiked };
  let before = -Infinity;
  let found: Candidate | undefined;
  for (let round = 0; round < mostRounds; round += 1) {
    const share = spiked.reduce((sum, one) => sum + one, 0) / n;
    if (share < 0.5 / n || share > mostSpikes) return undefined;
    const body = ((floored ? fitShiftedLognormal(asBody) : undefined) ?? fitLognormal(asBody)).distribution;
    const raw = fitLognormal(asTail).distribution;
    const tail = { ...raw, sigma: Math.max(raw.sigma, leastTailSigma) };
    let logLikelihood = 0;
    for (let i = 0; i < n; i += 1) {
      const value = values[i] ?? 0;
      const fromBody = (1 - share) * density(body, value);
      const fromTail = share * density(tail, value);
      const both = fromBody + fromTail;
      // Where neither reaches, it is the tail that has no end.
      const likely = both > 0 ? fromTail / both : 1;
      spiked[i] = likely;
      weights[i] = 1 - likely;
      logLikelihood += Math.log(Math.max(both, Number.MIN_VALUE));
    }
    found = { body, spike: { weight: share, tail }, logLikelihood, parameters: floored ? 6 : 5 };
    if (logLikelihood - before < enough * n) break;
    before = logLikelihood;
  }
  return found !== undefined && isSlowTail(found) ? found : undefined;
}

/** 1 for what is so many deviations above the middle, 0 for the rest; undefined where nothing is. The lower half knows no spikes. */
function firstGuess(values: Float64Array, deviations: number): Float64Array | undefined {
  const n = values.length;
  const log = (share: number): number => Math.log(values[Math.floor(share * (n - 1))] ?? 1);
  const middle = log(0.5);
  // 0.84 of all are above the point that is one deviation below the middle.
  const limit = middle + deviations * Math.max(middle - log(0.16), leastTailSigma / deviations);
  const first = values.findIndex((value) => Math.log(value) > limit);
  if (first <= 0) return undefined;
  return values.map((_, i) => (i >= Math.max(first, Math.ceil(n * (1 - mostSpikes))) ? 1 : 0));
}

function isSlowTail({ body, spike }: FittedTtft): boolean {
  return spike !== undefined && cdf(body, Math.exp(spike.tail.mu)) > 0.9;
}

function density({ floor, mu, sigma }: Lognormal, value: number): number {
  const above = value - floor;
  if (above <= 0) return 0;
  const z = (Math.log(above) - mu) / sigma;
  return Math.exp(-0.5 * z * z) / (above * sigma * Math.sqrt(2 * Math.PI));
}
