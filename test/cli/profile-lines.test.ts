import { describe, expect, it } from 'vitest';
import { comparisonLines, figureText, ksText, threeDigits } from '../../src/cli/profile-lines.ts';

describe('figures of a profile', () => {
  it('have three digits and their units', () => {
    expect([0.01234, 1, 84.06, 140.4, 1234].map(threeDigits)).toEqual(['0.0123', '1.00', '84.1', '140', '1234']);
    expect(figureText('TTFT', 641)).toBe('641 ms');
    expect(figureText('thinking', 4_500)).toBe('4.50 s');
    expect(figureText('speed', 54.04)).toBe('54.0 tok/s');
    expect([7.94, 18.24, 99.96, 412].map((gap) => figureText('gap', gap))).toEqual([
      '7.9 ms',
      '18.2 ms',
      '100 ms',
      '412 ms',
    ]);
  });

  it('never say that a p-value is 0', () => {
    expect(ksText({ statistic: 0.27, pValue: 1e-9 })).toBe('0.270, p < 0.001');
    expect(ksText({ statistic: 0.1, pValue: 0.0123 })).toBe('0.100, p 0.012');
    expect(ksText({ statistic: 0.01, pValue: 0.987 })).toBe('0.010, p 0.99');
  });
});

describe('a comparison', () => {
  const quantiles = { count: 9, p50: 100, p95: 200, p99: 400 };

  it('has both sides, how much they differ, and what the test says', () => {
    const b = { count: 9, p50: 100.01, p95: 150, p99: 1000 };
    expect(comparisonLines([{ figure: 'TTFT', a: quantiles, b, ks: { statistic: 0.5, pValue: 0.002 } }])).toEqual([
      '                A       B    B to A',
      'TTFT  p50  100 ms  100 ms    +0.0 %',
      '      p95  200 ms  150 ms   -25.0 %',
      '      p99  400 ms  1.00 s  +150.0 %',
      '      KS 0.500, p 0.002: they differ (at 1 %)',
    ]);
  });

  it('says where only one side has a figure', () => {
    const lines = comparisonLines([{ figure: 'thinking', a: undefined, b: quantiles, ks: undefined }]);
    expect(lines[1]).toBe('thinking  p50  –  100 ms');
    expect(lines.at(-1)).toBe('          only one side has it');
  });
});
