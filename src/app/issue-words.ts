/** What is wrong with a value, in llmsim's words instead of zod's: a clause behind the name of the setting. */

import type { z } from 'zod';

/** For `safeParse(value, { error: issueWords })`; what a schema says itself goes before it. Undefined leaves it to zod. */
export function issueWords(issue: z.core.$ZodRawIssue): string | undefined {
  const { input } = issue;
  if (issue.code === 'invalid_type') {
    if (input === undefined) return 'is missing';
    if (issue.expected === 'int' && typeof input === 'number') return 'is no whole number';
    return `is ${kindOf(input)}, not ${kinds[issue.expected] ?? issue.expected}`;
  }
  if (issue.code === 'invalid_value') return `is none of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small') {
    if (typeof input !== 'number') return issue.minimum === 1 ? 'is empty' : `has less than ${issue.minimum} entries`;
    return issue.inclusive === false ? `is not more than ${issue.minimum}` : `is less than ${issue.minimum}`;
  }
  if (issue.code === 'too_big') {
    if (typeof input !== 'number') return `has more than ${issue.maximum} entries`;
    return issue.inclusive === false ? `is not less than ${issue.maximum}` : `is more than ${issue.maximum}`;
  }
  return undefined;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
};

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return kinds[typeof value] ?? typeof value;
}
