/** Compares the pace of two sets of answers: quantiles side by side, and whether chance explains the difference. */

import type { Random } from '../core/random.ts';
import { drawTiming } from './draw-timing.ts';
import { effectiveSize } from './effective-size.ts';
import { type KsResult, ksTwoSample } from './ks.ts';
import type { LatencyProfile } from './profile.ts';
import type { ReplyShape } from './reply-shape.ts';
import { speedOf, type TimingSample, timingSampleOf } from './timing-sample.ts';

export interface Quantiles {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export type FigureName = 'TTFT' | 'thinking' | 'speed' | 'gap';

/** One figure of both sides: milliseconds, of `speed` tokens per second. */
export interface ComparedFigure {
  readonly figure: FigureName;
  /** Undefined where a side has none. */
  readonly a: Quantiles | undefined;
  readonly b: Quantiles | undefined;
  /** Kolmogorov and Smirnov's test; of gaps, those of one answer count for fewer, as they are alike. Undefined where a side has none. */
  readonly ks: KsResult | undefined;
}

/** Figures that neither side has are left out. */
export function compareTimings(a: readonly TimingSample[], b: readonly TimingSample[]): ComparedFigure[] {
  return figures.flatMap(({ name, of }) => {
    const clustersA = a.map(of);
    const clustersB = b.map(of);
    const valuesA = clustersA.flat();
    const valuesB = clustersB.flat();
    if (valuesA.length === 0 && valuesB.length === 0) return [];
    const both = valuesA.length > 0 && valuesB.length > 0;
    const sizes = { a: effectiveSize(clustersA), b: effectiveSize(clustersB) };
    const ks = both ? ksTwoSample(valuesA, valuesB, name === 'gap' ? sizes : undefined) : undefined;
    return [{ figure: name, a: quantilesOf(valuesA), b: quantilesOf(valuesB), ks }];
  });
}

/** What one answer tells of each figure. */
const figures: readonly { readonly name: FigureName; readonly of: (sample: TimingSample) => readonly number[] }[] = [
  { name: 'TTFT', of: ({ ttft }) => [ttft] },
  // A pause that cannot be told from the time to first token is no pause of no length.
  { name: 'thinking', of: ({ thinking }) => (thinking === undefined || thinking === 0 ? [] : [thinking]) },
  { name: 'speed', of: (sample) => [speedOf(sample)].filter(Number.isFinite) },
  { name: 'gap', of: ({ events }) => events.map(({ gap }) => gap) },
];

/** Each the smallest value that is not below its share of all; undefined where there are none. */
export function quantilesOf(values: readonly number[]): Quantiles | undefined {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return sorted.length === 0 ? undefined : { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/**
 * The samples of answers of these shapes as the profile paces them, each as often as it takes to have at least `count`. `randomOf` gives
 * the random source of each answer.
 */
export function drawnSamples(
  profile: LatencyProfile,
  shapes: readonly ReplyShape[],
  count: number,
  randomOf: (answer: number) => Random,
): TimingSample[] {
  const rounds = Math.ceil(count / Math.max(1, shapes.length));
  const samples: TimingSample[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const [i, shape] of shapes.entries()) {
      const random = randomOf(round * shapes.length + i);
      const sample = timingSampleOf(shape, drawTiming(profile, shape, random, 1));
      if (typeof sample !== 'string') samples.push(sample);
    }
  }
  return samples;
}
