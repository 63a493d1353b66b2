/** Values in a JSON body: `json: { "$.temperature": 0.2, "$..role": { contains: dev }, /metadata/user: { present: false } }`. All must hold. */

import { isDeepStrictEqual } from 'node:util';
import { allOf, type Check } from '../all-of.ts';
import { type ConditionFamily, conditionText, problem, quoted } from '../condition-family.ts';
import { type JsonPath, readJsonPath } from '../json-path.ts';
import type { TextTest } from '../text-test.ts';
import { isTest, readValueTest, textsTest } from '../value-test.ts';

export const json: ConditionFamily = {
  keys: ['json'],
  read(key, value) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return problem('is no mapping of paths, such as { "$.temperature": 0.2 }');
    }
    const checks: Check[] = [];
    for (const [text, wanted] of Object.entries(value)) {
      const read = readJsonPath(text);
      if (read.kind === 'problem') return problem(`"${text}" ${read.what}`, [text]);
      const test = testOf(wanted);
      if (test.kind === 'problem') return { ...test, path: [text, ...test.path] };
      checks.push(checkOf(text, read.path, test));
    }
    const check: Check = (subject) => allOf(checks, subject);
    return { kind: 'condition', condition: { text: conditionText(key, value), check } };
  },
};

type JsonTest =
  | { readonly kind: 'equal'; readonly value: unknown }
  | { readonly kind: 'present'; readonly present: boolean }
  | { readonly kind: 'text'; readonly test: TextTest };

/** `{ equals: … }` is any value; the other operators are about texts, and numbers are compared as they are written. */
function testOf(wanted: unknown): JsonTest | Extract<ReturnType<typeof readValueTest>, { kind: 'problem' }> {
  if (!isTest(wanted)) return { kind: 'equal', value: wanted };
  const names = Object.keys(wanted);
  if (names.length === 1 && 'equals' in wanted) return { kind: 'equal', value: wanted['equals'] };
  const read = readValueTest(wanted);
  if (read.kind === 'problem') return read;
  const { present } = read.test;
  return present === undefined ? { kind: 'text', test: textsTest(read.test) } : { kind: 'present', present };
}

function checkOf(text: string, path: JsonPath, test: JsonTest): Check {
  return ({ json }) => {
    const values = json === undefined ? [] : path(json);
    if (test.kind === 'present') {
      if (values.length > 0 === test.present) return { holds: true, groups: undefined };
      return { holds: false, why: () => `${text} is ${test.present ? 'not there' : 'there'}` };
    }
    for (const value of values) {
      if (test.kind === 'equal') {
        if (isDeepStrictEqual(value, test.value)) return { holds: true, groups: undefined };
        continue;
      }
      const groups = typeof value === 'string' || typeof value === 'number' ? test.test(String(value)) : undefined;
      if (groups !== undefined) return { holds: true, groups: '0' in groups ? groups : undefined };
    }
    return { holds: false, why: () => absence(text, json, values) };
  };
}

function absence(text: string, json: unknown, values: readonly unknown[]): string {
  if (json === undefined) return 'the body is no JSON';
  if (values.length === 0) return `${text} is not there`;
  return `${text} is ${values.slice(0, 3).map(quoted).join(', ')}${values.length > 3 ? ' and more' : ''}`;
}
