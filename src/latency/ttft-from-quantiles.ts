/** From the quantiles that a benchmark publishes to a body with spikes that has exactly these. */

import { cdf, type Distribution, lognormalFrom } from './distribution.ts';
import type { TimeToFirstToken } from './profile.ts';
import { standardNormal } from './standard-normal.ts';

export interface StatedQuantiles {
  readonly floor: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

type Parts = Pick<TimeToFirstToken, 'body' | 'spike'>;
interface Spiked {
  readonly body: Distribution;
  readonly spike: NonNullable<TimeToFirstToken['spike']>;
}

/** The spread of the slow tail around p99. What is beyond p99 is published by nobody: e^(2.3 · 0.3) leaves one draw in 10,000 above twice p99. */
const tailSigma = 0.3;
/** Of a distribution whose top is flatter than a log-normal's, the share that the shoulder at its top takes. */
const shoulderWeight = 0.1;
/** How much of the body is above p95 then; the shoulder has the rest of the 5 %. */
const bodyAboveP95 = 0.01;

/**
 * The body and spikes with these quantiles; needs floor < p50 < p95 < p99.
 *
 * A log-normal has two parameters, so p50 and p95 fix it. Most hosted models have a p99 beyond it: then a small share of the draws comes
 * from a tail around p99. A p99 below it is a shoulder: a tenth of the draws comes from a narrow log-normal around p95.
 */
export function ttftFromQuantiles(stated: StatedQuantiles): Parts {
  const plain = lognormalFrom(stated);
  const excess = 1 - cdf(plain, stated.p99) - 0.01;
  if (Math.abs(excess) < 1e-6) return { body: plain, spike: undefined };
  return excess < 0 ? withTail(stated) : withShoulder(stated);
}

/** The weight of a tail whose median is p99 is found by halving: without a tail too few draws are above p99, at 2 % at least 1 % are. */
function withTail(stated: StatedQuantiles): Spiked {
  const tail: Distribution = {
    kind: 'lognormal',
    floor: stated.floor,
    mu: Math.log(stated.p99 - stated.floor),
    sigma: tailSigma,
  };
  let low = 0;
  let high = 0.02;
  for (let i = 0; i < 60; i += 1) {
    const weight = (low + high) / 2;
    const above = 1 - cdf(bodyBeside(tail, weight, stated), stated.p99);
    if ((1 - weight) * above + weight / 2 < 0.01) low = weight;
    else high = weight;
  }
  return { body: bodyBeside(tail, high, stated), spike: { weight: high, tail } };
}

/** The shoulder reaches a little below p50, which shifts the body's median, which changes the shoulder: a few rounds settle it. */
function withShoulder(stated: StatedQuantiles): Spiked {
  let spiked = shoulderOf(stated, 0);
  for (let i = 0; i < 100; i += 1) spiked = shoulderOf(stated, cdf(spiked.spike.tail, stated.p50));
  return spiked;
}

function shoulderOf(stated: StatedQuantiles, tailBelowP50: number): Spiked {
  const weight = shoulderWeight;
  const body = through(
    stated,
    [stated.p50, standardNormal.quantile((0.5 - weight * tailBelowP50) / (1 - weight))],
    [stated.p95, standardNormal.quantile(1 - bodyAboveP95)],
  );
  /** How much of the shoulder is below a value of which the whole has a share `p` below it. */
  const left = (p: number, value: number) => 1 - (1 - p - (1 - weight) * (1 - cdf(body, value))) / weight;
  const tail = through(
    stated,
    [stated.p95, standardNormal.quantile(left(0.95, stated.p95))],
    [stated.p99, standardNormal.quantile(left(0.99, stated.p99))],
  );
  return { body, spike: { weight, tail } };
}

/** The body that gives the mixture its p50 and p95 beside a tail of this weight. */
function bodyBeside(tail: Distribution, weight: number, stated: StatedQuantiles): Distribution {
  const left = (p: number, value: number) => (p - weight * cdf(tail, value)) / (1 - weight);
  return through(
    stated,
    [stated.p50, standardNormal.quantile(left(0.5, stated.p50))],
    [stated.p95, standardNormal.quantile(left(0.95, stated.p95))],
  );
}

/** The log-normal that has each value at its number of deviations from the middle. */
function through(
  { floor }: StatedQuantiles,
  [value, z]: readonly [number, number],
  [other, otherZ]: readonly [number, number],
): Distribution {
  const sigma = (Math.log(other - floor) - Math.log(value - floor)) / (otherZ - z);
  return { kind: 'lognormal', floor, mu: Math.log(value - floor) - sigma * z, sigma };
}
