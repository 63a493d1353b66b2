/** What is wrong with a request as servers built on pydantic say it: Anthropic's, Mistral's, vLLM's. */

import type { z } from 'zod';
import { objectOf } from './json-shape.ts';

/** `messages.0.content: Field required`. */
export function pydanticProblem(issues: readonly z.core.$ZodIssue[]): string {
  const [first] = issues.map(innermost);
  return first === undefined ? 'The request is invalid' : `${first.path.map(String).join('.')}: ${words(first)}`;
}

function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const branches = issue.errors.flatMap(([first]) => (first === undefined ? [] : [first]));
  const deepest = branches.reduce<z.core.$ZodIssue | undefined>(
    (best, branch) => (best === undefined || branch.path.length > best.path.length ? branch : best),
    undefined,
  );
  return deepest === undefined || deepest.path.length === 0
    ? issue
    : innermost({ ...deepest, path: [...issue.path, ...deepest.path] });
}

function words(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'Field required'
        : `Input should be a valid ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return issue.input === undefined ? 'Field required' : `Input should be ${listed(issue.values.map(String))}`;
    case 'too_small':
      if (issue.origin === 'array')
        return `List should have at least ${issue.minimum} item${issue.minimum === 1 ? '' : 's'} after validation, not 0`;
      if (issue.origin === 'string')
        return `String should have at least ${issue.minimum} character${issue.minimum === 1 ? '' : 's'}`;
      return `Input should be greater than or equal to ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'array') return `List should have at most ${issue.maximum} items after validation`;
      if (issue.origin === 'string') return `String should have at most ${issue.maximum} characters`;
      return `Input should be less than or equal to ${issue.maximum}`;
    case 'invalid_format':
      return `String should match pattern '${issue.pattern ?? issue.format}'`;
    case 'invalid_union':
      return unionWords(issue);
    default:
      return issue.message;
  }
}

function unionWords(issue: z.core.$ZodIssueInvalidUnion): string {
  if (!('discriminator' in issue) || typeof issue.discriminator !== 'string') {
    return 'Input does not match any of the expected shapes';
  }
  const given = objectOf(issue.input)?.[issue.discriminator];
  if (given === undefined) return 'Field required';
  const options =
    'options' in issue && Array.isArray(issue.options) ? issue.options.map((one) => `'${String(one)}'`) : [];
  return `Input tag '${given}' found using '${issue.discriminator}' does not match any of the expected tags: ${options.join(', ')}`;
}

const kinds: Readonly<Record<string, string>> = {
  int: 'integer',
  object: 'dictionary',
  record: 'dictionary',
  array: 'list',
};

function listed(values: readonly string[]): string {
  const quoted = values.map((value) => `'${value}'`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
