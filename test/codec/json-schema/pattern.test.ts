/** Texts drawn for regular expressions: the expression itself matches them. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textPattern } from '../../../src/codec/json-schema/text-pattern.ts';
import { randomOf } from '../../../src/core/random.ts';

describe('a text drawn for an expression', () => {
  it.each([
    '^[A-Z]{2}-\\d{4}$',
    'ab+c',
    '^(?:red|green|blue)(?:-(?:light|dark))?$',
    '^\\p{Lu}\\p{Ll}+$',
    '^[^\\s@]+@[^\\s@]+\\.[a-z]{2,}$',
    '^(\\w)(\\w)\\2\\1$',
    '^(?<year>\\d{4})-\\k<year>$',
    '^\\u00e9\\x41\\t\\n\\cA\\0$',
    '^[\\u{1F600}-\\u{1F64F}]+$',
    '^[а-я]+$',
    '^a{0}b{2}c{1,}d{2,3}?e*?f+?$',
    '^\\$\\d{1,3}(,\\d{3})*(\\.\\d{2})?$',
    '^(?!-)[a-z-]{3,8}$',
    '\\bword\\b',
    '^[\\]\\\\^-]+$',
    '^$',
    '^.{3}$',
    '^\\D\\W\\S\\s$',
    '^(\\([0-9]{3}\\))?[0-9]{3}-[0-9]{4}$',
    '^(?=.*[a-z])(?=.*[A-Z])(?=.*\\d)(?=.*[!@#$%])[\\w!@#$%]{8,16}$',
    '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
    '^[\\w\\-]+$',
    '^\\-a\\_b$',
    '(?i)^abc$',
    '(?P<a>x)',
    '\\Aab\\Z',
  ])('matches %s', (source) => {
    const pattern = textPattern(source);
    for (let seed = 0; seed < 20; seed += 1) {
      const random = randomOf(seed);
      const texts = Array.from({ length: 200 }, () => pattern?.draw(random, 4));
      expect(texts.some((text) => text !== undefined && pattern?.test(text))).toBe(true);
    }
  });

  it('matches whatever is put together of sets, groups, alternatives and repetitions, at the first draw', () => {
    const { pattern: source } = fc.letrec<{ pattern: string }>((tie) => ({
      pattern: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('a', 'xyz', '\\d', '\\w', '\\s', '.', '[a-f0-9]', '[^ab]', '\\.', '\\p{L}', '[\\d-]', '\\W'),
        fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => one + other),
        fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => `(?:${one}|${other})`),
        fc
          .tuple(tie('pattern'), fc.constantFrom('?', '*', '+', '{2}', '{1,3}', '{2,}', '+?'))
          .map(([one, bound]) => `(${one})${bound}`),
      ),
    }));
    fc.assert(
      fc.property(source, fc.nat(), (one, seed) => {
        const pattern = textPattern(`^${one}$`);
        const text = pattern?.draw(randomOf(seed), 2);
        expect({ one, text, matches: text !== undefined && pattern?.test(text) }).toMatchObject({ matches: true });
      }),
      { numRuns: 500 },
    );
  });

  it('is not there for what is no expression', () => {
    expect(textPattern('(')).toBe(undefined);
  });

  it('is cut off where repetitions multiply', () => {
    const text = textPattern('^(((a{99}){99}){99}){99}$')?.draw(randomOf(1), 6) ?? '';
    expect(text.length).toBeLessThan(100_000);
  });
});

describe('an expression that an engine may try for ever', () => {
  it('is none', () => {
    expect(textPattern(`${'\\d+'.repeat(90)}$`)).toBeUndefined();
    expect(textPattern(`${'\\d{1,500}'.repeat(90)}x`)).toBeUndefined();
  });

  it('is not thought of those that people write', () => {
    for (const source of [
      '^[a-z]+(-[a-z]+)*@[a-z]+(\\.[a-z]+)+$',
      '^https?://[^/]+/\\w*(\\?.*)?(#.*)?$',
      '\\d{4}-\\d\\d-\\d\\d',
    ]) {
      expect(textPattern(source)?.source).toBe(source);
    }
  });
});
