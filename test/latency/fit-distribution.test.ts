import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../src/core/random.ts';
import { type Distribution, draw, quantile } from '../../src/latency/distribution.ts';
import {
  fitLognormal,
  fitShiftedLognormal,
  highest,
  type Lognormal,
  measurements,
} from '../../src/latency/fit-distribution.ts';

const known = (floor: number, mu: number, sigma: number): Lognormal => ({ kind: 'lognormal', floor, mu, sigma });

function drawn(distribution: Distribution, count: number, seed: string | number): number[] {
  const random = randomOf('fit', seed);
  return Array.from({ length: count }, () => draw(distribution, random));
}

/** The logarithm of the likelihood by its definition. */
function logLikelihood({ floor, mu, sigma }: Lognormal, values: readonly number[]): number {
  return values.reduce((sum, value) => {
    const log = Math.log(value - floor);
    return sum - log - Math.log(sigma * Math.sqrt(2 * Math.PI)) - (log - mu) ** 2 / (2 * sigma ** 2);
  }, 0);
}

describe('a fitted log-normal', () => {
  const times = fc.array(fc.double({ min: 1, max: 1e5, noNaN: true }), { minLength: 3, maxLength: 40 });

  it('says the likelihood of what it was fitted to, and no other is likelier', () => {
    fc.assert(
      fc.property(
        times.filter((values) => new Set(values).size > 1),
        fc.double({ min: -0.3, max: 0.3, noNaN: true }),
        fc.double({ min: -0.3, max: 0.3, noNaN: true }),
        (values, mu, sigma) => {
          const fitted = fitLognormal(measurements(values));
          const { distribution } = fitted;
          const likely = logLikelihood(distribution, values);
          fc.pre(distribution.sigma > 0.001);
          expect(Math.abs(fitted.logLikelihood - likely)).toBeLessThan(1e-6 * (1 + Math.abs(likely)));
          const other = { ...distribution, mu: distribution.mu + mu, sigma: distribution.sigma * (1 + sigma) };
          expect(logLikelihood(other, values)).toBeLessThanOrEqual(likely + 1e-6 * (1 + Math.abs(likely)));
        },
      ),
    );
  });

  it('counts each measurement as often as its weight says', () => {
    const twice = fitLognormal(measurements([100, 200, 200, 400]));
    const weighted = fitLognormal({
      values: Float64Array.of(100, 200, 400, 9999),
      weights: Float64Array.of(1, 2, 1, 0),
    });
    expect(weighted.distribution.mu).toBeCloseTo(twice.distribution.mu, 12);
    expect(weighted.distribution.sigma).toBeCloseTo(twice.distribution.sigma, 12);
    expect(weighted.logLikelihood).toBeCloseTo(twice.logLikelihood, 9);
  });

  it('is finite where all measurements are equal', () => {
    const { distribution, logLikelihood: likely } = fitLognormal(measurements([250, 250, 250]));
    expect(quantile(distribution, 0.5)).toBeCloseTo(250, 9);
    expect(distribution.sigma).toBeGreaterThan(0);
    expect(Number.isFinite(likely)).toBe(true);
  });
});

describe('a floor', () => {
  it('is found where there is one', () => {
    const { distribution } = fitShiftedLognormal(measurements(drawn(known(300, 5, 1), 2000, 'floor'))) ?? {};
    expect(distribution?.floor).toBeGreaterThan(290);
    expect(distribution?.floor).toBeLessThan(305);
    expect(distribution?.sigma).toBeCloseTo(1, 1);
  });

  it('is at least 0 and below every measurement, and is never likelier to be missed than without one', () => {
    const times = fc.array(fc.double({ min: 0.01, max: 1e5, noNaN: true }), { minLength: 20, maxLength: 60 });
    fc.assert(
      fc.property(times, (values) => {
        const data = measurements(values);
        const fitted = fitShiftedLognormal(data);
        if (fitted === undefined) return;
        expect(fitted.distribution.floor).toBeGreaterThanOrEqual(0);
        expect(fitted.distribution.floor).toBeLessThan(Math.min(...values));
        expect(fitted.logLikelihood).toBeGreaterThanOrEqual(fitLognormal(data).logLikelihood - 1e-6);
      }),
    );
  });

  it('does not cling to the smallest measurement, where the likelihood has no bound', () => {
    let close = 0;
    for (let seed = 0; seed < 200; seed += 1) {
      const values = drawn(known(500, 6, 0.5), 20, seed);
      const least = Math.min(...values);
      const floor = fitShiftedLognormal(measurements(values))?.distribution.floor ?? least;
      if ((least - floor) / least < 0.002) close += 1;
    }
    expect(close).toBeLessThan(4);
  });

  it('is not looked for in few measurements', () => {
    expect(fitShiftedLognormal(measurements(drawn(known(500, 6, 0.5), 19, 'few')))).toBeUndefined();
    expect(fitShiftedLognormal(measurements(drawn(known(500, 6, 0.5), 20, 'few')))).toBeDefined();
  });
});

describe('the highest point', () => {
  it('is found inside, at either end, and the higher of two', () => {
    expect(highest((x) => -((x - 0.3) ** 2), -5, 5)).toBeCloseTo(0.3, 2);
    expect(highest((x) => x, -5, 5)).toBe(5);
    expect(highest((x) => -x, -5, 5)).toBe(-5);
    expect(highest((x) => Math.max(1 - (x + 3) ** 2, 2 - (x - 3) ** 2), -5, 5)).toBeCloseTo(3, 2);
  });
});
