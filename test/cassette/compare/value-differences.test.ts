import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueDifferences } from '../../../src/cassette/compare/value-differences.ts';
import { isVolatile } from '../../../src/cassette/compare/volatile.ts';

const paths = (before: unknown, after: unknown) => valueDifferences(before, after).map(({ path }) => path);

describe('valueDifferences', () => {
  it.each<[unknown, unknown, string[]]>([
    [{ a: 1 }, { a: 1 }, []],
    [{ a: 1, b: { c: 2 } }, { b: { c: 3 }, a: 1 }, ['b.c']],
    [{ a: 1 }, {}, ['a']],
    [[1, 2, 3], [1, 3], ['[1]']],
    [{ m: ['x', 'y'] }, { m: ['new', 'x', 'y'] }, ['m[0]']],
    [{ 'a.b': 1 }, { 'a.b': 2 }, ['["a.b"]']],
    [1, '1', ['']],
    [null, undefined, ['']],
    [{ a: [] }, { a: {} }, ['a']],
  ])('of %j and %j are at %j', (before, after, expected) => {
    expect(paths(before, after)).toEqual(expected);
  });

  it('are none for equal values, and some for others', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(paths(a, structuredClone(a))).toEqual([]);
        expect(paths(a, b).length > 0).toBe(JSON.stringify(sorted(a)) !== JSON.stringify(sorted(b)));
      }),
    );
  });

  it('are bounded', () => {
    const many = (n: number) => Array.from({ length: 5000 }, () => n);
    expect(valueDifferences(many(1), many(2))).toHaveLength(200);
  });
});

/** Keys in one order; -0 is 0, as in JSON. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  const fields = Object.entries(value).map(([key, field]) => [key, sorted(field)] as const);
  // An empty object is no empty list.
  return { fields: fields.sort(([a], [b]) => (a < b ? -1 : 1)) };
}

describe('isVolatile', () => {
  it.each<[string, unknown, unknown]>([
    ['id', 'chatcmpl-1', 'chatcmpl-2'],
    ['item_id', 'a', 'b'],
    ['responseId', 'a', 'b'],
    ['created', 1, 2],
    ['created_at', 1, 2],
    ['system_fingerprint', 'fp_1', 'fp_2'],
    ['obfuscation', 'x', 'xyz'],
    ['total_duration', 1, 2],
    ['cached_tokens', 0, 1024],
    ['other', 'file-Ab3dE5gH', 'file-Zz9yY8xX'],
    ['other', '2026-08-01T12:00:00Z', '2026-08-02T12:00:00Z'],
    ['other', '0b1e5f9a-7f4a-4f57-9f0b-0123456789ab', '5f0d2c11-7f4a-4f57-9f0b-0123456789ab'],
  ])('%s: %j and %j say the same', (name, before, after) => {
    expect(isVolatile(name, before, after)).toBe(true);
  });

  it.each<[string, unknown, unknown]>([
    ['content', 'Good morning', 'Good evening'],
    ['content', 'well-known', 'well-formed'],
    ['prompt_tokens', 1, 2],
    ['id', 'x', 1],
    ['video', 'a', 'b'],
    ['model', 'gpt-4o-2024-05-13', 'gpt-4o-2024-08-06'],
  ])('%s: %j and %j do not', (name, before, after) => {
    expect(isVolatile(name, before, after)).toBe(false);
  });
});
