import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locateJsonError } from '../../src/cassette/json-error.ts';

describe('the place of an error in JSON', () => {
  it.each([
    ['', 1, 1, true],
    ['  ', 1, 3, true],
    ['{"a": tru', 1, 10, true],
    ['{"a": -', 1, 8, true],
    ['{"a": 1.', 1, 9, true],
    ['"ab', 1, 4, true],
    ['"a\\', 1, 4, true],
    ['"a\\u00', 1, 7, true],
    ['[1,\n2,', 2, 3, true],
    ['[1,]', 1, 4, false],
    ['{"a":1,}', 1, 8, false],
    ['{"a" 1}', 1, 6, false],
    ['{a:1}', 1, 2, false],
    ['[1 2]', 1, 4, false],
    ['[}', 1, 2, false],
    ['{]', 1, 2, false],
    ['[1}', 1, 3, false],
    [']', 1, 1, false],
    ['1 2', 1, 3, false],
    ['{}x', 1, 3, false],
    ['truex', 1, 1, false],
    ['01', 1, 1, false],
    ['1.', 1, 3, true],
    ['"a\nb"', 1, 3, false],
    ['"\\x"', 1, 2, false],
    ['"\\u00g0"', 1, 2, false],
    ["{'a':1}", 1, 2, false],
    ['\ufeff{}', 1, 1, false],
  ])('%j is line %d, column %d, truncated: %s', (text, line, column, truncated) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(locateJsonError(text)).toEqual({ line, column, truncated });
  });

  it('is the end for every beginning of an object that is not whole', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (value, cut) => {
        const text = JSON.stringify(value, null, 1);
        expect(locateJsonError(text.slice(0, cut % text.length))).toMatchObject({ truncated: true });
      }),
    );
  });

  it('is found in long and deep texts without trouble', () => {
    expect(locateJsonError('['.repeat(2_000_000))).toEqual({ line: 1, column: 2_000_001, truncated: true });
    expect(locateJsonError(`"${'a'.repeat(5_000_000)}\n"`)).toMatchObject({ column: 5_000_002, truncated: false });
    expect(locateJsonError(`[${'1'.repeat(5_000_000)}x]`)).toMatchObject({ column: 2, truncated: false });
  });
});
