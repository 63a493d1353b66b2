/** Decimal fractions: multiples as they are written, not as doubles hold them. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalOf, isMultiple, leastCommonMultiple, numberOf } from '../../../src/codec/json-schema/decimal.ts';

describe('decimal arithmetic', () => {
  it('keeps every number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => numberOf(decimalOf(value)) === value),
    );
  });

  it.each([
    [0.3, 0.1, true],
    [0.07, 0.01, true],
    [1e300, 1e-300, true],
    [1e21, 7, false],
    [-2.5, 0.5, true],
    [0.35, 0.1, false],
    [0, 3, true],
  ])('%d is a multiple of %d: %s', (value, of, expected) => {
    expect(isMultiple(value, of)).toBe(expected);
  });

  it.each([
    [[6, 10], 30],
    [[1, 0.5], 1],
    [[0.4, 0.6], 1.2],
    [[7], 7],
  ])('the least common multiple of %j is %d', (values, expected) => {
    expect(numberOf(leastCommonMultiple(values))).toBe(expected);
  });
});
