import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argumentText, parseCall } from '../../src/codec/call-text.ts';
import { parseDuration } from '../../src/codec/duration-text.ts';

describe('a call', () => {
  it.each([
    ['503', '503', []],
    ['reset()', 'reset', []],
    ['reset(after=3)', 'reset', [['after', '3']]],
    [
      ' stall ( after = 2 , for = 5s ) ',
      'stall',
      [
        ['after', '2'],
        ['for', '5s'],
      ],
    ],
    ['500(message=Out of cheese = no)', '500', [['message', 'Out of cheese = no']]],
    ['500(message=say "no")', '500', [['message', 'say "no"']]],
    [
      String.raw`429( message = "Slow (\\) down, \"please\"." , retry_after=1s )`,
      '429',
      [
        ['message', String.raw`Slow (\) down, "please".`],
        ['retry_after', '1s'],
      ],
    ],
  ])('is read from %j', (text, name, given) => {
    expect(parseCall(text)).toEqual({ name, given });
  });

  it.each([
    '',
    'reset(',
    'reset(after)',
    'reset(=3)',
    'reset(after=)',
    'a b',
    'reset(a=1',
    'reset)a=1(',
    'reset(a=(1))',
    'reset(a=1,)',
    'reset(,a=1)',
    'reset(a="1)',
    'reset(a="1"2)',
    'reset(a="")',
  ])('is not %j', (text) => {
    expect(parseCall(text)).toBeUndefined();
  });

  it('is read again as it was written, whatever a value holds', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 200 }), fc.string({ minLength: 1, maxLength: 200 }), (a, b) => {
        const given = [['a', a] as const, ['b', b] as const];
        const text = `x(${given.map(([name, value]) => `${name}=${argumentText(value)}`).join(', ')})`;
        expect(parseCall(text)).toEqual({ name: 'x', given });
      }),
    );
  });

  it('is read from any text without an exception', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseCall(text)));
  });
});

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['30', 30_000],
    ['1.5m', 90_000],
    ['1h', 3_600_000],
    [' 0s ', 0],
  ])('is %j: %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', 's', '-1s', '1 s', '1d', 'soon', '1e3s', '1.s'])('is not %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
