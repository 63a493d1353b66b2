import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aMinute, dollarText, label, moment, nanoDollars } from '../../src/cli/access-values.ts';

describe('a point in time', () => {
  it('is a span or a date', () => {
    expect(moment('90d')).toEqual({ kind: 'span', ms: 90 * 86_400_000 });
    expect(moment('12h')).toEqual({ kind: 'span', ms: 12 * 3_600_000 });
    expect(moment('2026-11-21')).toEqual({ kind: 'date', at: Date.UTC(2026, 10, 21) });
    expect(moment('2026-11-21T09:30:00Z')).toEqual({ kind: 'date', at: Date.UTC(2026, 10, 21, 9, 30) });
    expect(moment('2026-11-21T09:30+01:00')).toEqual({ kind: 'date', at: Date.UTC(2026, 10, 21, 8, 30) });
  });

  it.each(['', 'soon', '2026-02-31', '2026-13-01', '21.11.2026', '2026-11-21 09:30', '0d', '-5d'])(
    'is not "%s"',
    (text) => {
      expect(() => moment(text)).toThrow(/^An? (?:time|age) is/);
    },
  );
});

describe('an amount of money', () => {
  it('is in dollars', () => {
    expect(nanoDollars('5')).toBe(5e9);
    expect(nanoDollars('$0.25')).toBe(25e7);
  });

  it.each(['0', '-1', '1e3', 'five', '', '5 EUR', '99999999999'])('is not "%s"', (text) => {
    expect(() => nanoDollars(text)).toThrow('An amount is');
  });

  it('is shown so that nothing of it is lost, and read again as it was', () => {
    expect([0, 5e9, 1_234_560_000_000, 25e7, 1500, 1].map(dollarText)).toEqual([
      '$0.00',
      '$5.00',
      '$1234.56',
      '$0.25',
      '$0.0000015',
      '$0.000000001',
    ]);
    fc.assert(fc.property(fc.integer({ min: 1, max: 999_999_999 }), (nano) => nanoDollars(dollarText(nano)) === nano));
  });
});

describe('other values of keys', () => {
  it('are whole rates and names of one line', () => {
    expect(aMinute('60')).toBe(60);
    expect(label('  ci ')).toBe('ci');
    for (const wrong of ['0', '1.5', '-1', 'x', '']) expect(() => aMinute(wrong)).toThrow('A rate is');
    for (const wrong of ['', '   ', 'a\nb', 'x'.repeat(101)]) expect(() => label(wrong)).toThrow('A name is');
  });
});
