import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Anchor, AnchorSieve } from '../../src/redaction/anchor-sieve.ts';

const letters = fc.constantFrom(...'aAbBkK-_:/1.');
const anchor: fc.Arbitrary<Anchor> = fc.record({
  text: fc.string({ unit: letters, minLength: 1, maxLength: 6 }),
  cased: fc.boolean(),
});
const text = fc.string({ unit: fc.oneof(letters, fc.constantFrom('é', '\u212a', '"', '\ud83d')), maxLength: 30 });

function holdsAny(text: string, anchors: readonly Anchor[]): boolean {
  const lower = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return anchors.some(({ text: one, cased }) => (cased ? text.includes(one) : lower.includes(one.toLowerCase())));
}

describe('a sieve of anchors', () => {
  it('lets nothing through that holds an anchor, at any place', () => {
    fc.assert(
      fc.property(fc.array(anchor, { maxLength: 12 }), text, text, (anchors, before, after) => {
        const sieve = new AnchorSieve(anchors);
        for (const { text: one, cased } of anchors) {
          expect(sieve.holds(before + one + after)).toBe(true);
          if (!cased) expect(sieve.holds(before + one.toUpperCase() + after)).toBe(true);
        }
      }),
    );
  });

  it('lets through what holds none', () => {
    fc.assert(
      fc.property(fc.array(anchor, { maxLength: 8 }), text, (anchors, one) => {
        if (/\u212a/.test(one)) return;
        expect(new AnchorSieve(anchors).holds(one)).toBe(holdsAny(one, anchors));
      }),
    );
  });

  it('knows more characters than it has classes for', () => {
    const all = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
    const anchors = all.map((one) => ({ text: `x${one}y`, cased: true }));
    const sieve = new AnchorSieve(anchors);
    for (const { text: one } of anchors) expect(sieve.holds(`..${one}..`)).toBe(true);
    expect(sieve.holds(all.join(''))).toBe(false);
  });

  it('takes no anchor that is not ASCII', () => {
    expect(() => new AnchorSieve([{ text: 'é', cased: true }])).toThrow(RangeError);
  });
});
