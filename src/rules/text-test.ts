/** The ways to say something about a text: contains, equals, matches a pattern, fits a wildcard. */

import { RE2JS } from 're2js';
import type { Groups } from './rule.ts';
import { fitsWildcard } from './wildcard.ts';

/** The operators that a file may name; a bare value is a wildcard. */
export const textOperators = ['contains', 'equals', 'matches'] as const;
export type TextOperator = (typeof textOperators)[number];

/** Gives what its groups matched where it holds, undefined where it does not. */
export type TextTest = (text: string) => Groups | undefined;

export type ReadTextTest =
  | { readonly kind: 'test'; readonly test: TextTest }
  | { readonly kind: 'problem'; readonly path: readonly PropertyKey[]; readonly what: string };

const noGroups: Groups = {};

/** @param operator undefined for a wildcard; @param value a text, or a list of texts of which one must do */
export function readTextTest(operator: TextOperator | undefined, value: unknown): ReadTextTest {
  if (!Array.isArray(value)) return one(operator, value);
  if (value.length === 0) return { kind: 'problem', path: [], what: 'is an empty list, which nothing can fit' };
  const tests: TextTest[] = [];
  for (const [i, element] of value.entries()) {
    const read = one(operator, element);
    if (read.kind === 'problem') return { ...read, path: [i, ...read.path] };
    tests.push(read.test);
  }
  return { kind: 'test', test: anyOf(tests) };
}

function anyOf(tests: readonly TextTest[]): TextTest {
  return (text) => {
    for (const test of tests) {
      const groups = test(text);
      if (groups !== undefined) return groups;
    }
    return undefined;
  };
}

function one(operator: TextOperator | undefined, value: unknown): ReadTextTest {
  if (typeof value !== 'string') {
    const hint = typeof value === 'number' || typeof value === 'boolean' ? `: put it in quotes, "${value}"` : '';
    return { kind: 'problem', path: [], what: `is no text${hint}` };
  }
  switch (operator) {
    case 'contains':
      return simple((text) => text.includes(value));
    case 'equals':
      return simple((text) => text === value);
    case 'matches':
      return pattern(value);
    case undefined:
      return simple((text) => fitsWildcard(text, value));
  }
}

function simple(holds: (text: string) => boolean): ReadTextTest {
  return { kind: 'test', test: (text) => (holds(text) ? noGroups : undefined) };
}

/** On a linear engine, so that no pattern can hang a server. Syntax: https://github.com/google/re2/wiki/Syntax */
function pattern(source: string): ReadTextTest {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'problem', path: [], what: `is not RE2 syntax: ${why}` };
  }
  const names = Object.entries(compiled.namedGroups());
  return {
    kind: 'test',
    test(text) {
      const matcher = compiled.matcher(text);
      if (!matcher.find()) return undefined;
      const groups: Record<string, string> = {};
      for (let i = 0; i <= matcher.groupCount(); i += 1) groups[i] = matcher.group(i) ?? '';
      for (const [name, index] of names) groups[name] = groups[index] ?? '';
      return groups;
    },
  };
}
