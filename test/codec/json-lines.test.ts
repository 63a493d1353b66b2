import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitLines } from '../../src/codec/json-lines.ts';

describe('splitLines', () => {
  it('joins to the text it was given', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\u2028', '{', '"') });
    fc.assert(
      fc.property(text, (whole) => {
        const lines = splitLines(whole);
        expect(lines.join('')).toBe(whole);
        for (const line of lines) expect(line).toMatch(/^[^\n]*\n$|^[^\n]+$/);
      }),
    );
  });

  it.each([
    ['', []],
    ['\n', ['\n']],
    ['{"a":1}\n{"b":2}', ['{"a":1}\n', '{"b":2}']],
    ['{}\r\n{}\r\n', ['{}\r\n', '{}\r\n']],
    ['{}\r{}\u2028\u2029\u0085', ['{}\r{}\u2028\u2029\u0085']],
  ])('cuts %j at line feeds only', (text, lines) => {
    expect(splitLines(text)).toEqual(lines);
  });
});
