import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../src/core/random.ts';
import { cdf, type Distribution, draw, lognormalFrom, mean, quantile } from '../../src/latency/distribution.ts';
import { standardNormal } from '../../src/latency/standard-normal.ts';

const numbers = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const distributions: fc.Arbitrary<Distribution> = fc.oneof(
  fc.record({ kind: fc.constant('constant' as const), value: numbers(0, 1e6) }),
  fc.record({ kind: fc.constant('normal' as const), mean: numbers(0, 1e4), stddev: numbers(0.01, 1e4) }),
  fc.record({
    kind: fc.constant('lognormal' as const),
    floor: numbers(0, 1e3),
    mu: numbers(-3, 10),
    sigma: numbers(0.01, 2),
  }),
);

describe('the standard normal distribution', () => {
  it('has the quantiles of the tables', () => {
    expect(standardNormal.quantile(0.5)).toBeCloseTo(0, 12);
    expect(standardNormal.quantile(0.95)).toBeCloseTo(1.6448536269514722, 12);
    expect(standardNormal.quantile(0.99)).toBeCloseTo(2.3263478740408408, 12);
    expect(standardNormal.quantile(1e-10)).toBeCloseTo(-6.361340902404056, 9);
    expect(standardNormal.cdf(1.96)).toBeCloseTo(0.9750021048517795, 14);
    expect(standardNormal.cdf(-40)).toBe(0);
    expect(standardNormal.quantile(0)).toBe(-Infinity);
    expect(standardNormal.quantile(1)).toBe(Infinity);
  });

  it('gives each share back from its quantile, far into the tails', () => {
    fc.assert(
      fc.property(numbers(-30, -1e-9), (exponent) => {
        const p = Math.exp(exponent);
        const back = standardNormal.cdf(standardNormal.quantile(p));
        expect(Math.abs(back - p)).toBeLessThan(1e-9 * p + 1e-16);
      }),
    );
  });
});

describe('a distribution', () => {
  it('has quantiles that rise and that its shares give back', () => {
    fc.assert(
      fc.property(distributions, numbers(0.001, 0.999), numbers(0.001, 0.999), (distribution, one, other) => {
        const [p, q] = [Math.min(one, other), Math.max(one, other)];
        expect(quantile(distribution, p)).toBeLessThanOrEqual(quantile(distribution, q));
        const value = quantile(distribution, p);
        // What is cut at 0 lies there in one heap.
        if (distribution.kind !== 'constant' && value > 0) expect(cdf(distribution, value)).toBeCloseTo(p, 6);
        else expect(cdf(distribution, value)).toBeGreaterThanOrEqual(p);
      }),
    );
  });

  it('draws what its quantiles and its mean say, never below 0, and the same from the same seed', () => {
    for (const distribution of [
      { kind: 'normal', mean: 50, stddev: 10 },
      { kind: 'normal', mean: 5, stddev: 10 },
      { kind: 'lognormal', floor: 100, mu: 5, sigma: 0.4 },
    ] as const) {
      const random = randomOf('draws');
      const again = randomOf('draws');
      const values = Array.from({ length: 20_000 }, () => draw(distribution, random));
      expect(values.slice(0, 100)).toEqual(Array.from({ length: 100 }, () => draw(distribution, again)));
      const sorted = values.toSorted((a, b) => a - b);
      expect(sorted[0]).toBeGreaterThanOrEqual(0);
      for (const p of [0.5, 0.9, 0.99]) {
        expect((sorted[Math.floor(p * 20_000)] ?? 0) / quantile(distribution, p)).toBeCloseTo(1, 1);
      }
      const average = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(average / mean(distribution)).toBeCloseTo(1, 1);
    }
  });

  it('without a spread is one value everywhere', () => {
    const still: Distribution = { kind: 'normal', mean: 7, stddev: 0 };
    expect([0, 0.5, 1].map((p) => quantile(still, p))).toEqual([7, 7, 7]);
    expect([mean(still), cdf(still, 6.9), cdf(still, 7)]).toEqual([7, 0, 1]);
    const zero: Distribution = { kind: 'constant', value: 0 };
    expect([mean(zero), cdf(zero, 0), cdf(zero, -1), quantile(zero, 0.99)]).toEqual([0, 1, 0, 0]);
  });

  it('from quantiles has them, with and without a floor', () => {
    for (const floor of [0, 300]) {
      const distribution = lognormalFrom({ p50: 639, p95: 1144, floor });
      expect(quantile(distribution, 0.5)).toBeCloseTo(639, 6);
      expect(quantile(distribution, 0.95)).toBeCloseTo(1144, 6);
      expect(quantile(distribution, 0)).toBeCloseTo(floor, 6);
    }
  });
});
