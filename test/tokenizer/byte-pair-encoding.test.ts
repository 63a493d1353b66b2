import fc from 'fast-check';
import { Tiktoken } from 'js-tiktoken/lite';
import cl100k from 'js-tiktoken/ranks/cl100k_base';
import { describe, expect, it } from 'vitest';
import { loadEncoding } from '../../src/tokenizer/load-encoding.ts';

const encoding = await loadEncoding('cl100k_base');
const package_ = new Tiktoken(cl100k);

const word = fc.constantFrom(
  ' the',
  'tiktoken',
  "'LL",
  ' 12345',
  '\n\n',
  '  ',
  '…',
  ' él',
  'Ünï',
  '誕生日',
  '👩‍👩‍👧',
  '<|endoftext|>',
  '{"a":',
  'x',
);
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.array(word).map((words) => words.join('')),
);
/** Any UTF-16, halves of surrogate pairs too. */
const anyText = fc.oneof(
  text,
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes)),
);

const LONE_SURROGATE = /\p{Surrogate}/u;

describe('a byte pair encoding', () => {
  // From OpenAI's cookbook, "How to count tokens with tiktoken"; o200k_base from its later edition.
  it.each([
    ['antidisestablishmentarianism', { r50k_base: 5, p50k_base: 5, cl100k_base: 6, o200k_base: 6 }],
    ['2 + 2 = 4', { r50k_base: 5, p50k_base: 5, cl100k_base: 7, o200k_base: 7 }],
    ['お誕生日おめでとう', { r50k_base: 14, p50k_base: 14, cl100k_base: 9, o200k_base: 8 }],
  ] as const)('counts %s as the cookbook does', async (example, counts) => {
    for (const [name, count] of Object.entries(counts)) {
      expect([name, (await loadEncoding(name as keyof typeof counts)).count(example)]).toEqual([name, count]);
    }
  });

  it('counts what js-tiktoken counts', () => {
    // Where the two engines disagree on what white space is, ours follows tiktoken itself.
    const sameSpace = text.map((raw) => raw.replace(/[\u0085\ufeff]/g, ' '));
    fc.assert(
      fc.property(sameSpace, (sample) => {
        expect(encoding.count(sample)).toBe(package_.encode(sample, [], []).length);
      }),
      { numRuns: 500 },
    );
  });

  it('takes U+FEFF for no white space, as Rust does, and so finds the tokens that begin with it', () => {
    expect(encoding.count('\ufeff//')).toBe(1);
    expect(package_.encode('\ufeff//')).toHaveLength(2);
  });

  it('cuts a text into pieces that join to it, none empty and none within a character', () => {
    fc.assert(
      fc.property(anyText, (sample) => {
        const cut = pieces(sample);
        expect(cut.join('')).toBe(sample);
        expect(cut).not.toContain('');
        expect(cut.some((piece) => LONE_SURROGATE.test(piece))).toBe(LONE_SURROGATE.test(sample));
      }),
    );
  });

  it('has a piece for each token where tokens end with characters', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'B', ' ', 'the', '\n', '7', '"', 'ing') });
    fc.assert(fc.property(letters, (sample) => pieces(sample).length === encoding.count(sample)));
  });

  it('joins tokens that end within a character', () => {
    expect(encoding.count('誕')).toBe(2);
    expect(pieces('誕生日')).toEqual(['誕', '生', '日']);
  });

  it('is not slowed down by a word without end', () => {
    expect(encoding.count('a'.repeat(400_000))).toBe(50_000);
    expect(pieces('.-'.repeat(200_000))).toHaveLength(encoding.count('.-'.repeat(200_000)));
  });
});

function pieces(sample: string): string[] {
  let at = 0;
  return Array.from(encoding.pieceLengths(sample), (length) => {
    at += length;
    return sample.slice(at - length, at);
  });
}
