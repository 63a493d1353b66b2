import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../src/core/random.ts';
import { ksOneSample, ksTwoSample } from '../../src/latency/ks.ts';

const uniform = (value: number): number => Math.min(1, Math.max(0, value));

function uniforms(count: number, ...purpose: readonly (string | number)[]): number[] {
  const random = randomOf('ks', ...purpose);
  return Array.from({ length: count }, () => random.next());
}

/** The distance by its definition, in quadratic time. */
function distance(a: readonly number[], b: readonly number[]): number {
  const share = (values: readonly number[], at: number): number =>
    values.filter((value) => value <= at).length / values.length;
  return Math.max(...[...a, ...b].map((at) => Math.abs(share(a, at) - share(b, at))));
}

describe('the distance of two sets', () => {
  const sets = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 40 });

  it('is the largest difference of their distribution functions, with ties too', () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        expect(ksTwoSample(a, b).statistic).toBeCloseTo(distance(a, b), 12);
      }),
    );
  });

  it('is the same either way, and 0 from a set to itself', () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        expect(ksTwoSample(a, b)).toEqual(ksTwoSample(b, a));
        expect(ksTwoSample(a, a)).toEqual({ statistic: 0, pValue: 1 });
      }),
    );
  });

  it('is 1 where all of one lies below the other', () => {
    const { statistic, pValue } = ksTwoSample([1, 2, 3, 4, 5, 6, 7, 8], [11, 12, 13, 14, 15, 16, 17, 18]);
    expect(statistic).toBe(1);
    expect(pValue).toBeLessThan(0.001);
  });

  it('says nothing where there is nothing', () => {
    expect(ksTwoSample([], [1, 2])).toEqual({ statistic: 0, pValue: 1 });
    expect(ksOneSample([], uniform)).toEqual({ statistic: 0, pValue: 1 });
  });
});

describe('the distance of a set and a distribution', () => {
  it('looks at both sides of each step', () => {
    expect(ksOneSample([0.5], uniform).statistic).toBe(0.5);
    expect(ksOneSample([0.9], uniform).statistic).toBeCloseTo(0.9, 12);
    expect(ksOneSample([0.1], uniform).statistic).toBeCloseTo(0.9, 12);
    expect(ksOneSample([0.25, 0.25, 0.75, 0.75], uniform).statistic).toBe(0.25);
  });
});

describe('the p-value', () => {
  // Critical values of Kolmogorov's limit distribution, as in any table: 1.2238 (10 %), 1.3581 (5 %), 1.6276 (1 %), 0.8276 (50 %).
  it.each([
    [0.8276, 0.5],
    [1.2238, 0.1],
    [1.3581, 0.05],
    [1.6276, 0.01],
    [1.9495, 0.001],
  ])('of the critical value %f is %f', (critical, p) => {
    // Sets a thousandth apart, that count for so many that the correction for small ones is nothing.
    const ones = new Array<number>(1000).fill(1);
    const size = 2 * (critical * 1000) ** 2;
    const { statistic, pValue } = ksTwoSample([0, ...ones.slice(1)], ones, { a: size, b: size });
    expect(statistic).toBeCloseTo(0.001, 12);
    expect(pValue).toBeCloseTo(p, 3);
  });

  it('is small as often as it says: under 5 % for 5 % of the sets, under 1 % for 1 %', () => {
    const rounds = 2000;
    const values = Array.from({ length: rounds }, (_, i) => ({
      one: ksOneSample(uniforms(40, 'one', i), uniform).pValue,
      two: ksTwoSample(uniforms(60, 'a', i), uniforms(80, 'b', i)).pValue,
    }));
    const share = (kind: 'one' | 'two', below: number): number =>
      values.filter((value) => value[kind] < below).length / rounds;
    for (const kind of ['one', 'two'] as const) {
      expect(share(kind, 0.05)).toBeGreaterThan(0.03);
      expect(share(kind, 0.05)).toBeLessThan(0.06);
      expect(share(kind, 0.01)).toBeLessThan(0.016);
    }
  });

  it('is right for ten measurements too, for which the limit distribution is not', () => {
    const rounds = 10_000;
    let small = 0;
    for (let i = 0; i < rounds; i += 1) if (ksOneSample(uniforms(10, 'ten', i), uniform).pValue < 0.05) small += 1;
    expect(small / rounds).toBeGreaterThan(0.043);
    expect(small / rounds).toBeLessThan(0.057);
  });

  it('is what the sets count for, and not what is in them, where they hang together', () => {
    const a = uniforms(1000, 'many');
    const b = a.map((value) => value * 0.9);
    expect(ksTwoSample(a, b).pValue).toBeLessThan(0.001);
    expect(ksTwoSample(a, b, { a: 20, b: 20 }).pValue).toBeGreaterThan(0.5);
  });
});
