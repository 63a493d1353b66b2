import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DiffPiece, wordDiff } from '../../src/codec/word-diff.ts';

const side = (pieces: readonly DiffPiece[], leftOut: DiffPiece['kind']): string =>
  pieces.map(({ kind, text }) => (kind === leftOut ? '' : text)).join('');

const marked = (before: string, after: string): string =>
  wordDiff(before, after)
    .map(({ kind, text }) => (kind === 'same' ? text : kind === 'removed' ? `[-${text}-]` : `{+${text}+}`))
    .join('');

describe('wordDiff', () => {
  it.each([
    ['Hello there, world', 'Hello here, world', 'Hello [-there-]{+here+}, world'],
    ['one two three', 'one three', 'one [-two -]three'],
    ['a b', 'a b c', 'a b{+ c+}'],
    ['', 'new', '{+new+}'],
    ['old', '', '[-old-]'],
    ['same', 'same', 'same'],
    ['', '', ''],
    ['東京は晴れ', '東京は雨', '東京は[-晴れ-]{+雨+}'],
    ['$1.50', '$1.75', '$1.[-50-]{+75+}'],
  ])('of %j and %j is %j', (before, after, expected) => {
    expect(marked(before, after)).toBe(expected);
  });

  it('gives both texts back, whatever they are', () => {
    const words = fc.array(fc.constantFrom('a', 'b', ' ', '\n', 'word', '.', '\ud83d', 'é'), { maxLength: 40 });
    const text = fc.oneof(
      words.map((list) => list.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, text, (before, after) => {
        const pieces = wordDiff(before, after);
        expect([side(pieces, 'added'), side(pieces, 'removed')]).toEqual([before, after]);
        for (const [i, { kind, text: piece }] of pieces.entries()) {
          expect(piece).not.toBe('');
          expect(pieces[i + 1]?.kind).not.toBe(kind);
        }
      }),
    );
  });

  it('changes no more words than needed', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });
    fc.assert(
      fc.property(words, words, (a, b) => {
        const pieces = wordDiff(a.join('.'), b.join('.'));
        const kept = pieces.filter(({ kind }) => kind === 'same').flatMap(({ text }) => text.match(/\w|\./g) ?? []);
        expect(kept.length).toBe(longestCommon([...a.join('.')], [...b.join('.')]));
      }),
    );
  });

  it('stays quick for long texts without a word in common', () => {
    const [before, after] = [
      Array.from({ length: 20_000 }, (_, i) => `a${i}`),
      Array.from({ length: 20_000 }, (_, i) => `b${i}`),
    ];
    const pieces = wordDiff(before.join(' '), `${after.join(' ')} end`);
    expect(pieces.map(({ kind }) => kind)).toEqual(['removed', 'added']);
  });
});

function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const x of a) {
    const next = [0];
    for (const [j, y] of b.entries()) next.push(x === y ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0));
    row = next;
  }
  return row[b.length] ?? 0;
}
