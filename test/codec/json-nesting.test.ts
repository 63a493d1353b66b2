import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonDepth } from '../../src/codec/json-nesting.ts';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('jsonDepth', () => {
  it('is the depth of the parsed value', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ depthSize: 'medium' }),
        (value) => jsonDepth(JSON.stringify(value, null, 1), 1000) === depthOf(value),
      ),
    );
  });

  it.each([
    ['1', 0],
    ['[]', 1],
    ['{"a":[{}]}', 3],
    ['"[[["', 0],
    [String.raw`["\"[[", "\\", [1]]`, 2],
    [String.raw`["\\\"[[["]`, 1],
    ['"[[[ unterminated', 0],
    [']]][', 0],
  ])('of %s is %i', (text, depth) => {
    expect(jsonDepth(text, 100)).toBe(depth);
  });

  it('stops at the first bracket past the maximum', () => {
    expect(jsonDepth('['.repeat(1_000_000), 200)).toBe(201);
  });

  it('does not call a text at the maximum too deep', () => {
    expect(jsonDepth('['.repeat(200) + ']'.repeat(200), 200)).toBe(200);
  });

  it('reads any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', '\\', '[', ']', '{', 'a') }), (text) => {
        expect(jsonDepth(text, 5)).toBeLessThanOrEqual(6);
      }),
    );
  });
});
