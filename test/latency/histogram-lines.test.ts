import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histogramLines } from '../../src/latency/histogram-lines.ts';

describe('a histogram in a terminal', () => {
  it('shows where each range begins, how many are in it, and what is far above in one line', () => {
    const values = [...Array.from({ length: 95 }, (_, i) => 100 + i), 900, 900, 900, 5_000, 5_000];
    expect(histogramLines(values, { width: 40, rows: 4 })).toEqual([
      '  100 ms │██████████████████████ 32.0 %',
      '  131 ms │█████████████████████▎ 31.0 %',
      '  163 ms │█████████████████████▎ 31.0 %',
      '≥ 194 ms │████▏ 6.0 %',
    ]);
  });

  it('is nothing for no values and one line for equal ones', () => {
    expect(histogramLines([], { width: 60, rows: 10 })).toEqual([]);
    expect(histogramLines([Number.NaN, Infinity], { width: 60, rows: 10 })).toEqual([]);
    expect(histogramLines([0, 0, 0], { width: 30, rows: 10 })).toEqual(['0 ms │████████████████ 100.0 %']);
  });

  it('fits its width and counts every value once', () => {
    const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(values, fc.integer({ min: 50, max: 120 }), fc.integer({ min: 1, max: 30 }), (list, width, rows) => {
        const lines = histogramLines(list, { width, rows });
        expect(lines.length).toBeLessThanOrEqual(rows);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
        const shares = lines.map((line) => Number(/([\d.]+) %$/.exec(line)?.[1]));
        expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 100)).toBeLessThanOrEqual(0.05 * rows + 1e-9);
      }),
    );
  });

  it('names another unit', () => {
    expect(histogramLines([1, 2, 3, 4], { width: 40, rows: 2, unit: ' tokens/s' })[0]).toContain('1.0 tokens/s │');
  });
});
