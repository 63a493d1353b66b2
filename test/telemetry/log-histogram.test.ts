import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogHistogram } from '../../src/telemetry/log-histogram.ts';

function of(values: readonly number[]): LogHistogram {
  const histogram = new LogHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

describe('a histogram', () => {
  it('is all zero while it is empty', () => {
    const histogram = new LogHistogram();
    expect([histogram.count, histogram.max, histogram.quantile(0.5)]).toEqual([0, 0, 0]);
  });

  it('knows every quantile within 3 % or a microsecond, whatever was recorded', () => {
    const duration = fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1_000_000, noNaN: true }),
    );
    fc.assert(
      fc.property(
        fc.array(duration, { minLength: 1, maxLength: 300 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (all, q) => {
          const sorted = [...all].sort((a, b) => a - b);
          const exact = sorted[Math.max(Math.ceil(q * sorted.length), 1) - 1] ?? 0;
          const told = of(all).quantile(q);
          expect(Math.abs(told - exact)).toBeLessThanOrEqual(Math.max(exact * 0.03, 0.001));
        },
      ),
    );
  });

  it('knows the largest exactly, and takes anything for a duration', () => {
    const histogram = of([0.25, 12.345_678, -3, Number.NaN, 1e12]);
    expect(histogram.count).toBe(5);
    expect(histogram.max).toBe(1e12);
    expect(histogram.quantile(0)).toBeLessThanOrEqual(0.001);
    expect(histogram.quantile(1)).toBeGreaterThan(2_000_000);
  });

  it('begins anew', () => {
    const histogram = of([1, 2, 3]);
    histogram.clear();
    expect([histogram.count, histogram.max, histogram.quantile(1)]).toEqual([0, 0, 0]);
    histogram.record(5);
    expect(histogram.quantile(0.5)).toBeCloseTo(5, 1);
  });
});
