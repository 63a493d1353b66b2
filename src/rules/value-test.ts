/** What a file says about one value of a header or of JSON: `acme`, `{ contains: a }`, `{ matches: "^a" }`, `{ present: false }`. */

import { readTextTest, type TextOperator, type TextTest, textOperators } from './text-test.ts';

export interface ValueTest {
  /** Whether there must be a value, or none; undefined where `texts` say what it must be. */
  readonly present: boolean | undefined;
  /** All must hold. */
  readonly texts: readonly TextTest[];
}

export type ReadValueTest =
  | { readonly kind: 'test'; readonly test: ValueTest }
  | { readonly kind: 'problem'; readonly path: readonly PropertyKey[]; readonly what: string };

const keys: ReadonlySet<string> = new Set([...textOperators, 'present']);

/** Whether a mapping holds operators only, so that it is a test and no value. */
export function isTest(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const names = Object.keys(value);
  return names.length > 0 && names.every((name) => keys.has(name));
}

/** A mapping of operators; anything else is a text with wildcards, or a list of them. */
export function readValueTest(value: unknown): ReadValueTest {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const read = readTextTest(undefined, value);
    return read.kind === 'problem' ? read : tested({ present: undefined, texts: [read.test] });
  }
  if (!isTest(value)) {
    return { kind: 'problem', path: [], what: `takes a text, or a mapping of ${[...keys].join(', ')}` };
  }
  const { present, ...texts } = value;
  if (present !== undefined) {
    if (typeof present === 'boolean' && Object.keys(texts).length === 0) return tested({ present, texts: [] });
    return { kind: 'problem', path: ['present'], what: 'is true or false, and alone' };
  }
  const tests: TextTest[] = [];
  for (const [name, wanted] of Object.entries(texts)) {
    const read = readTextTest(operatorOf(name), wanted);
    if (read.kind === 'problem') return { ...read, path: [name, ...read.path] };
    tests.push(read.test);
  }
  return tested({ present: undefined, texts: tests });
}

function operatorOf(name: string): TextOperator | undefined {
  return textOperators.find((operator) => operator === name);
}

function tested(test: ValueTest): ReadValueTest {
  return { kind: 'test', test };
}

/** One test that holds where all do. */
export function textsTest({ texts }: ValueTest): TextTest {
  return (text) => {
    let groups: ReturnType<TextTest>;
    for (const test of texts) {
      const matched = test(text);
      if (matched === undefined) return undefined;
      if (groups === undefined || !('0' in groups)) groups = matched;
    }
    return groups;
  };
}
