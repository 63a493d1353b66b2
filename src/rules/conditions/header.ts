/** Headers of a request: `header: { x-tenant: acme, x-trace: { matches: "^a" }, x-debug: { present: false } }`. All must hold. */

import { headersOf } from '../../core/headers.ts';
import { allOf, type Check } from '../all-of.ts';
import { type ConditionFamily, conditionText, problem } from '../condition-family.ts';
import { judged } from '../text-family.ts';
import { readValueTest, textsTest, type ValueTest } from '../value-test.ts';

export const header: ConditionFamily = {
  keys: ['header'],
  read(key, value) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return problem('is no mapping of header names, such as { x-tenant: acme }');
    }
    const checks: Check[] = [];
    for (const [name, wanted] of Object.entries(value)) {
      const read = readValueTest(wanted);
      if (read.kind === 'problem') return { ...read, path: [name, ...read.path] };
      checks.push(checkOf(name, read.test));
    }
    const check: Check = (subject) => allOf(checks, subject);
    return { kind: 'condition', condition: { text: conditionText(key, value), check } };
  },
};

function checkOf(name: string, test: ValueTest): Check {
  const holds = textsTest(test);
  return ({ request }) => {
    const values = headersOf(request.headers, name);
    if (test.present === undefined) return judged(values, holds, `the header ${name} is`, `there is no header ${name}`);
    if (values.length > 0 === test.present) return { holds: true, groups: undefined };
    return { holds: false, why: () => `there is ${test.present ? 'no' : 'a'} header ${name}` };
  };
}
