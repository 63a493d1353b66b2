/** The keyword `pattern`: an expression as schemas of other languages write it too, and texts that match it. */

import type { Random } from '../../core/random.ts';
import { patternSampler } from './pattern-sample.ts';
import { nestsRepetition, openRepetitions, parsePattern } from './pattern-syntax.ts';

export interface TextPattern {
  readonly source: string;
  test(text: string): boolean;
  /** Whether a test of a text that was not drawn from it may take exponential time. */
  mayHang(): boolean;
  /**
   * A text that the expression is likely to match; test it. `stretch`: how often an open repetition goes beyond its least.
   * Undefined for an expression with parts that nothing is drawn for.
   */
  draw(random: Random, stretch: number): string | undefined;
}

/** More of them in one expression than any that people write; the engine could try them for ever. */
const mostOpenRepetitions = 10;
/** A text that was not drawn from an expression with so many is not tested against it. */
const someOpenRepetitions = 4;

/**
 * Not anchored, and Unicode, as the standard has it (JSON Schema 2020-12, section 6.3.3). Expressions of Python and Rust are
 * read too where they only differ in spelling. Undefined for what is no expression, or one that may take for ever.
 */
export function textPattern(source: string): TextPattern | undefined {
  const expression = compiled(source);
  if (expression === undefined) return undefined;
  const node = parsePattern(expression.source);
  const open = node === undefined ? 0 : openRepetitions(node);
  if (open > mostOpenRepetitions) return undefined;
  let draw: ReturnType<typeof patternSampler> | undefined;
  let hangs: boolean | undefined;
  return {
    source,
    test: (text) => expression.test(text),
    mayHang() {
      hangs ??= node === undefined || open >= someOpenRepetitions || nestsRepetition(node);
      return hangs;
    },
    draw(random, stretch) {
      draw ??= patternSampler(expression.source, expression.flags);
      return draw(random, stretch);
    },
  };
}

function compiled(source: string): RegExp | undefined {
  const ignoringCase = source.startsWith('(?i)');
  const translated = (ignoringCase ? source.slice(4) : source)
    .replaceAll('(?P<', '(?<')
    .replace(/^\\A/, '^')
    .replace(/\\[zZ]$/, '$');
  for (const [text, flags] of [
    [source, 'u'],
    [translated, ignoringCase ? 'iu' : 'u'],
    [translated, ignoringCase ? 'i' : ''],
  ] as const) {
    try {
      const expression = new RegExp(text, flags);
      // The engine compiles at the first use, and only then refuses what is too large.
      expression.test('');
      return expression;
    } catch {
      // Another spelling of expressions, or none.
    }
  }
  return undefined;
}
