import { describe, expect, it } from 'vitest';
import { diffWords } from '../../../src/cassette/diff/diff-words.ts';
import { ByteContent, type Difference, NumberedId } from '../../../src/cassette/diff/difference.ts';
import { GeneratedId } from '../../../src/core/canonical.ts';
import { toldDifference } from '../../../src/pipeline/miss/told-difference.ts';

function changed(from: Difference['from'], to: Difference['to'], words?: Difference['words']): Difference {
  return { place: { kind: 'field', segments: ['messages', 0, 'content'] }, kind: 'changed', from, to, words };
}

const reworded = (from: string, to: string) => toldDifference(changed(from, to, diffWords(from, to)));
const marks = { same: ['', ''], removed: ['[-', '-]'], added: ['{+', '+}'] } as const;
const marked = (from: string, to: string) =>
  reworded(from, to)
    .words?.map(({ kind, text }) => `${marks[kind][0]}${text}${marks[kind][1]}`)
    .join('');

describe('a difference', () => {
  it('has its place as people and as pointers name it', () => {
    expect(toldDifference(changed(1, 2))).toEqual({
      field: 'messages[0].content',
      pointer: '/messages/0/content',
      kind: 'changed',
      from: '1',
      to: '2',
      words: undefined,
    });
    expect(toldDifference({ ...changed('a', 'b'), place: { kind: 'header', name: 'x-a' } })).toMatchObject({
      field: 'header x-a',
      pointer: undefined,
    });
  });

  it.each<[Difference['from'], string]>([
    [{ b: 1, a: [true, null] }, '{"a":[true,null],"b":1}'],
    ['say "hi"', '"say \\"hi\\""'],
    [new ByteContent(12, '0123abcd'), '12 bytes (sha256 0123abcd…)'],
    [new NumberedId(2, 'call_9'), 'generated id 2 (call_9)'],
    [new GeneratedId('call_9'), 'the id call_9'],
    ['x'.repeat(1000), `"${'x'.repeat(160)}…" (1000 characters)`],
    [Array.from({ length: 500 }, () => 1), `[${'1,'.repeat(79)}1… (500 elements)`],
  ])('of %o is short', (value, text) => {
    expect(toldDifference({ ...changed(undefined, value), kind: 'added' })).toMatchObject({
      from: undefined,
      to: text,
    });
  });

  it('of texts shows the words that changed with a little around them', () => {
    const long = 'the quick brown fox jumps over the lazy dog '.repeat(20);
    const text = marked(`${long}on 2026-11-19 ${long}`, `${long}on 2026-11-20 ${long}`) ?? '';
    expect(text).toMatch(/^….*on \[-2026-11-19-\]\{\+2026-11-20\+\} the quick.*…$/);
    expect(text.length).toBeLessThan(140);
  });

  it('of long changes shows their beginnings', () => {
    const text = marked(`a ${'b '.repeat(500)} end`, `a ${'c '.repeat(500)} end`) ?? '';
    expect(text).toContain('… (');
    expect(text.length).toBeLessThan(600);
  });

  it('of texts with many changes stops somewhere', () => {
    const words = (odd: string) =>
      Array.from({ length: 200 }, (_, i) => (i % 3 === 0 ? `${odd}${i}` : `same${i}`)).join(' ');
    expect(reworded(words('x'), words('y')).words).toHaveLength(25);
  });

  it('of texts that have nothing in common shows both', () => {
    expect(reworded('aGVsbG8gd29ybGQ=', 'Zm9vYmFyYmF6cXV4')).toMatchObject({
      from: '"aGVsbG8gd29ybGQ="',
      to: '"Zm9vYmFyYmF6cXV4"',
      words: undefined,
    });
  });
});
