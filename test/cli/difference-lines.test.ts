import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { changeText, differenceLines } from '../../src/cli/difference-lines.ts';

const paint = new Chalk({ level: 0 });

describe('a change', () => {
  it.each<[string | undefined, string | undefined, string]>([
    ['0.2', '0.7', '0.2 → 0.7'],
    ['', 'stop', '(empty) → stop'],
    [undefined, 'x', 'added x'],
    ['x', undefined, 'removed x'],
    ['Say hello', 'Say bye', 'Say [-hello-]{+bye+}'],
  ])('of %j to %j is %j', (before, after, expected) => {
    expect(changeText(before, after, paint)).toBe(expected);
  });

  it('leaves out what is the same in a long text, and most of what is long', () => {
    const same = 'word '.repeat(100);
    expect(changeText(`${same}old ${same}`, `${same}new ${same}`, paint)).toMatch(/^….{40}\[-old-\]\{\+new\+\}.{40}…$/);
    expect(changeText(undefined, 'x'.repeat(5000), paint)).toBe(`added ${'x'.repeat(600)}… (5000 characters)`);
  });
});

describe('differences', () => {
  it('stand under their sections, texts on lines of their own', () => {
    const lines = differenceLines(
      [
        { section: 'text', path: 'choices[1]', before: 'one\ntwo', after: 'one\nthree' },
        { section: 'usage', path: 'input', before: '1', after: '2' },
        { section: 'usage', path: 'output', before: '3', after: '4' },
      ],
      paint,
    );
    expect([...lines]).toEqual([
      '  text',
      '    choices[1]  one',
      '    [-two-]{+three+}',
      '  usage',
      '    input  1 → 2',
      '    output  3 → 4',
    ]);
  });
});
