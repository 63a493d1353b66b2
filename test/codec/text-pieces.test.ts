/** Text cut into pieces about as large as tokens. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordPieces } from '../../src/codec/text-pieces.ts';

describe('pieces of a text', () => {
  it('are words with the space before them, punctuation and line ends', () => {
    expect(wordPieces('Hello there, world!\n\nIt is 42.')).toEqual([
      'Hello',
      ' there',
      ',',
      ' world',
      '!',
      '\n\n',
      'It',
      ' is',
      ' 42',
      '.',
    ]);
  });

  it('are short, however long a word is', () => {
    expect(wordPieces('internationalisation')).toEqual(['interna', 'tionali', 'sation']);
    expect(wordPieces('')).toEqual([]);
  });

  it('joined are the text, and none is empty, longer than eight characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const pieces = wordPieces(text);
        expect(pieces.join('')).toBe(text);
        for (const piece of pieces) {
          expect([...piece].length).toBeGreaterThan(0);
          expect([...piece].length).toBeLessThanOrEqual(8);
        }
      }),
    );
  });
});
