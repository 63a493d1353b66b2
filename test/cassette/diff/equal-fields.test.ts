import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalFields } from '../../../src/cassette/diff/equal-fields.ts';
import { chat, id, requests } from './canonical-samples.ts';

const count = (from: Parameters<typeof chat>[0], to: Parameters<typeof chat>[0]) => {
  const { equal, from: before, to: after } = equalFields(chat(from), chat(to));
  // Without method and path.
  return [equal - 2, before - 2, after - 2];
};

describe('equal fields', () => {
  it.each<[string, Parameters<typeof chat>[0], Parameters<typeof chat>[0], number[]]>([
    ['all', { a: 1, b: [1, { c: 2 }], d: [] }, { a: 1, b: [1, { c: 2 }], d: [] }, [4, 4, 4]],
    ['all but one', { a: 1, b: 2 }, { a: 1, b: 3 }, [1, 2, 2]],
    ['all that the recording has', { a: 1 }, { a: 1, b: { c: 1, d: 2 } }, [1, 1, 3]],
    ['all that the request has', { a: 1, b: { c: 1, d: 2 } }, { a: 1 }, [1, 3, 1]],
    ['also those of elements that moved', [{ a: 1 }, { a: 2 }, { a: 3 }], [{ a: 3 }, { a: 1 }, { a: 2 }], [3, 3, 3]],
    ['but for an id that stands for another', [id('a'), id('b'), id('a')], [id('x'), id('y'), id('y')], [2, 3, 3]],
    ['none', 'a', 'b', [0, 1, 1]],
  ])('are %s', (_name, from, to, expected) => {
    expect(count(from, to)).toEqual(expected);
  });

  it('are never more than either request has, and all of a request and itself', () => {
    fc.assert(
      fc.property(requests, requests, (one, other) => {
        const { equal, from, to } = equalFields(one, other);
        expect(equal >= 0 && equal <= from && equal <= to).toBe(true);
        expect(equalFields(one, one)).toEqual({ equal: from, from, to: from });
      }),
    );
  });
});
