/** Random cuts lose nothing, repeat with their seed, and hit the nasty places. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutAt, nastyPlaces, randomCuts, seededRandom } from './random-cuts.ts';

const stream = Buffer.from('event: delta\r\ndata: {"t":"Grüße 🌍 in Zügen"}\r\n\r\ndata: [DONE]\n\n');

function cutOffsets(chunks: readonly Uint8Array[]): Set<number> {
  const offsets = new Set<number>();
  let at = 0;
  for (const chunk of chunks.slice(0, -1)) {
    at += chunk.length;
    offsets.add(at);
  }
  return offsets;
}

describe('randomCuts', () => {
  it('gives chunks that put together are the bytes, and none of them empty', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer(), fc.nat(50), (bytes, seed, cuts) => {
        const chunks = randomCuts(bytes, seed, cuts);
        expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
        expect(chunks.every((chunk) => chunk.length > 0)).toBe(true);
      }),
    );
  });

  it('cuts the same for the same seed and differently for others', () => {
    const sizes = (seed: number) => randomCuts(stream, seed).map((chunk) => chunk.length);
    expect(sizes(7)).toEqual(sizes(7));
    expect(new Set([1, 2, 3, 4, 5, 6].map((seed) => sizes(seed).join()))).toHaveProperty('size', 6);
  });

  it('cuts inside a CRLF, inside a character, inside the end of a frame and inside a line, with any seed', () => {
    const places = nastyPlaces(stream);
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const offsets = cutOffsets(randomCuts(stream, seed, 0));
        for (const kind of [places.crlf, places.character, places.frameEnd, places.line]) {
          expect(kind.length).toBeGreaterThan(0);
          expect(kind.some((place) => offsets.has(place))).toBe(true);
        }
      }),
    );
  });

  it('knows the nasty places', () => {
    const places = nastyPlaces(Buffer.from('aé\r\n\r\n\n'));
    expect(places).toEqual({ crlf: [4, 6], character: [2], frameEnd: [5, 7], line: [1] });
  });
});

describe('cutAt', () => {
  it('ignores offsets that cut nothing', () => {
    const chunks = cutAt(Buffer.from('abcdef'), [4, 2, 2, 0, 6, 99]);
    expect(chunks.map((chunk) => Buffer.from(chunk).toString())).toEqual(['ab', 'cd', 'ef']);
  });
});

describe('seededRandom', () => {
  it('spreads over [0, 1)', () => {
    const random = seededRandom(1);
    const drawn = Array.from({ length: 1000 }, () => random());
    expect(drawn.every((value) => value >= 0 && value < 1)).toBe(true);
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    expect(mean).toBeCloseTo(0.5, 1);
  });
});
