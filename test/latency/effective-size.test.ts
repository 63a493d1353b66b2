import { describe, expect, it } from 'vitest';
import { randomOf } from '../../src/core/random.ts';
import { effectiveSize } from '../../src/latency/effective-size.ts';
import { ksTwoSample } from '../../src/latency/ks.ts';

/** Log-normal values in clusters, with so much of the deviation between and within. */
function clusters(seed: string | number, count: number, size: number, between: number, within: number): number[][] {
  const random = randomOf('clusters', seed);
  return Array.from({ length: count }, () => {
    const middle = between * random.normal();
    return Array.from({ length: size }, () => Math.exp(3 + middle + within * random.normal()));
  });
}

describe('the effective size', () => {
  it('is the number of values where clusters have nothing in common', () => {
    const size = effectiveSize(clusters('a', 200, 20, 0, 0.5));
    expect(size).toBeGreaterThan(3000);
    expect(size).toBeLessThanOrEqual(4000);
  });

  it('is the number of clusters where each holds one value many times', () => {
    expect(effectiveSize(clusters('b', 50, 20, 0.5, 0))).toBeCloseTo(50, 6);
  });

  it('is what the design effect says in between', () => {
    // Half of the variance is between clusters: 1 + 19 · 0.5.
    const size = effectiveSize(clusters('c', 1000, 20, 0.4, 0.4));
    expect(size).toBeGreaterThan((20_000 / 10.5) * 0.9);
    expect(size).toBeLessThan((20_000 / 10.5) * 1.1);
  });

  it('is finite whatever there is: nothing, one cluster, single values, zeros', () => {
    expect(effectiveSize([])).toBe(0);
    expect(effectiveSize([[], []])).toBe(0);
    expect(effectiveSize([[1, 2, 3]])).toBe(1);
    expect(effectiveSize([[1], [2], [3]])).toBe(3);
    expect(
      effectiveSize([
        [0, 0],
        [0, 0],
      ]),
    ).toBe(2);
  });

  it('keeps the test honest: equal providers are told apart no more often than chance', () => {
    const rounds = 400;
    let naive = 0;
    let honest = 0;
    for (let i = 0; i < rounds; i += 1) {
      const a = clusters(`a${i}`, 40, 20, 0.2, 0.2);
      const b = clusters(`b${i}`, 40, 20, 0.2, 0.2);
      if (ksTwoSample(a.flat(), b.flat()).pValue < 0.05) naive += 1;
      const sizes = { a: effectiveSize(a), b: effectiveSize(b) };
      if (ksTwoSample(a.flat(), b.flat(), sizes).pValue < 0.05) honest += 1;
    }
    expect(naive / rounds).toBeGreaterThan(0.2);
    expect(honest / rounds).toBeLessThan(0.06);
  });
});
