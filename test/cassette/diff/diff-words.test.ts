import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffWords, type Run } from '../../../src/cassette/diff/diff-words.ts';

/** As git writes it. */
function marked(runs: readonly Run[]): string {
  return runs
    .map(({ kind, text }) => (kind === 'same' ? text : kind === 'removed' ? `[-${text}-]` : `{+${text}+}`))
    .join('');
}

const made = (runs: readonly Run[], kind: Run['kind']): string =>
  runs
    .filter((run) => run.kind === 'same' || run.kind === kind)
    .map(({ text }) => text)
    .join('');

describe('a diff of texts', () => {
  it.each([
    ['the cat sat', 'the cat sat', 'the cat sat'],
    ['the cat sat', 'the dog sat', 'the [-cat-]{+dog+} sat'],
    ['the cat sat', 'the cat sat down', 'the cat sat{+ down+}'],
    [
      'Today is 2026-11-19T10:00:00Z.',
      'Today is 2026-11-20T09:30:00Z.',
      'Today is [-2026-11-19T10:00:00Z-]{+2026-11-20T09:30:00Z+}.',
    ],
    ['see /tmp/a1/x.py now', 'see /tmp/b2/x.py now', 'see /[-tmp/a1/x.py-]{+tmp/b2/x.py+} now'],
    ['one two three four', 'one 2 3 four', 'one [-two three-]{+2 3+} four'],
    ['今日は晴れ', '今日は雨', '今日は[-晴れ-]{+雨+}'],
    ['', 'new', '{+new+}'],
    ['old', '', '[-old-]'],
  ])('of %j and %j is %s', (from, to, expected) => {
    expect(marked(diffWords(from, to))).toBe(expected);
  });

  it('makes both texts again', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', 'cd', ' ', '\n', '.', '-', '1', '😀', '日', '\ud800'),
      maxLength: 40,
    });
    fc.assert(
      fc.property(text, text, (from, to) => {
        const runs = diffWords(from, to);
        expect([made(runs, 'removed'), made(runs, 'added')]).toEqual([from, to]);
        expect(runs.filter((run) => run.text === '')).toEqual([]);
        expect(runs.some(({ kind }) => kind !== 'same')).toBe(from !== to);
      }),
      { numRuns: 2000 },
    );
  });

  it('of long texts finds the words that changed', () => {
    const words = Array.from({ length: 20_000 }, (_, i) => `word${i % 977}`);
    const changed = words.map((word, i) => (i % 5000 === 700 ? 'other' : word));
    const runs = diffWords(words.join(' '), changed.join(' '));
    expect(runs.filter(({ kind }) => kind === 'added').map(({ text }) => text)).toEqual(Array(4).fill('other'));
  });

  it('of texts that have nothing in common gives up and takes them as replaced', () => {
    const long = (name: string) => Array.from({ length: 20_000 }, (_, i) => `${name}${i}`).join(' ');
    expect(diffWords(`Hello ${long('a')} end`, `Hello ${long('b')} end`).map(({ kind }) => kind)).toEqual([
      'same',
      'removed',
      'added',
      'same',
    ]);
  });
});
