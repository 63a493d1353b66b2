/** The automaton finds what looking for each string by itself would find. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnchorAutomaton } from '../../src/redaction/anchor-automaton.ts';

const occurrences = (anchors: readonly string[], text: string) => {
  const found: [number, number][] = [];
  new AnchorAutomaton(anchors).scan(text, (index, start) => found.push([index, start]));
  return found.sort(([a, b], [c, d]) => a - c || b - d);
};

const plainly = (anchors: readonly string[], text: string) =>
  anchors.flatMap((anchor, index) =>
    Array.from({ length: text.length }, (_, start) => start)
      .filter((start) => text.slice(start, start + anchor.length).toLowerCase() === anchor.toLowerCase())
      .map((start): [number, number] => [index, start]),
  );

describe('the automaton of anchors', () => {
  it('finds every occurrence, those within others too, in any case', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '-', 'ß', '😀'), maxLength: 40 });
    const anchors = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'B', '-'), minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(anchors, letters, (each, text) => {
        expect(occurrences(each, text)).toEqual(plainly(each, text));
      }),
      { numRuns: 500 },
    );
  });

  it('reports in the order of ends', () => {
    const found: number[] = [];
    new AnchorAutomaton(['abcd', 'bc', 'c']).scan('abcd', (index) => found.push(index));
    expect(found).toEqual([1, 2, 0]);
  });

  it('refuses what it could not find', () => {
    expect(() => new AnchorAutomaton(['schlüssel'])).toThrow(RangeError);
  });

  it('finds nothing if there is nothing to look for', () => {
    expect(occurrences([], 'abc')).toEqual([]);
  });
});
