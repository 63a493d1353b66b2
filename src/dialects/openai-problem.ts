/** What is wrong with a request in OpenAI's own words, codes and notation of fields. */

import type { z } from 'zod';
import type { ApiError } from '../core/api-error.ts';

/** `messages[0].content[1].type`, as OpenAI names fields. */
export function paramOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

export function invalidRequest(message: string, param: string | undefined, code: string | null): ApiError {
  return { status: 400, code, message, type: 'invalid_request_error', ...(param === undefined ? {} : { param }) };
}

/** The error of the first issue; its words are those that the API uses for such a mistake. */
export function openaiProblem(issues: readonly z.core.$ZodIssue[]): ApiError {
  const [first] = issues.map(deepest);
  if (first === undefined) return invalidRequest('The request is invalid.', undefined, null);
  const param = paramOf(first.path);
  switch (first.code) {
    case 'invalid_type':
      return first.input === undefined
        ? invalidRequest(`Missing required parameter: '${param}'.`, param, 'missing_required_parameter')
        : invalidRequest(
            `Invalid type for '${param}': expected ${article(first.expected)}, but got ${described(first.input)} instead.`,
            param,
            'invalid_type',
          );
    case 'invalid_value':
      if (first.input === undefined) {
        return invalidRequest(`Missing required parameter: '${param}'.`, param, 'missing_required_parameter');
      }
      return invalidRequest(
        `Invalid value: '${shortened(first.input)}'. Supported values are: ${listed(first.values.map(String))}.`,
        param,
        'invalid_value',
      );
    case 'too_small':
      return tooFew(first, param);
    case 'too_big':
      return tooMany(first, param);
    default:
      return invalidRequest(`Invalid value for '${param}': ${first.message}.`, param, 'invalid_value');
  }
}

/** Of a union the branch that came furthest: the one whose first issue lies deepest. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  let best: z.core.$ZodIssue | undefined;
  for (const branch of issue.errors) {
    const [first] = branch;
    if (first === undefined) continue;
    const inner = deepest({ ...first, path: [...issue.path, ...first.path] });
    if (inner.path.length > (best?.path.length ?? issue.path.length)) best = inner;
  }
  if (best !== undefined) return best;
  const expected = issue.errors.flatMap(([first]) => (first?.code === 'invalid_type' ? [article(first.expected)] : []));
  return {
    code: 'invalid_type',
    // Several kinds would do: named together, as the API does.
    expected: expected.length > 0 ? unionOf(expected) : 'object',
    path: issue.path,
    message: issue.message,
    input: issue.input,
  };
}

/** zod's type has no place for "one of a string or an array"; `article` leaves what has one already. */
function unionOf(expected: readonly string[]): 'object' {
  return `one of ${[...new Set(expected.map((one) => one.replace(/^one of /, '')))].join(' or ')}` as 'object';
}

function tooFew(issue: z.core.$ZodIssueTooSmall, param: string): ApiError {
  if (issue.origin === 'array') {
    return invalidRequest(
      `Invalid '${param}': empty array. Expected an array with minimum length ${issue.minimum}, but got an empty array instead.`,
      param,
      'empty_array',
    );
  }
  if (issue.origin === 'string') {
    return invalidRequest(
      `Invalid '${param}': empty string. Expected a string with minimum length ${issue.minimum}, but got an empty string instead.`,
      param,
      'empty_string',
    );
  }
  const kind = issue.origin === 'int' || Number.isInteger(issue.input) ? 'integer' : 'decimal';
  return invalidRequest(
    `Invalid '${param}': ${kind} below minimum value. Expected a value >= ${issue.minimum}, but got ${shortened(issue.input)} instead.`,
    param,
    `${kind}_below_min_value`,
  );
}

function tooMany(issue: z.core.$ZodIssueTooBig, param: string): ApiError {
  if (issue.origin === 'array' || issue.origin === 'string') {
    const length = lengthOf(issue.input);
    return invalidRequest(
      `Invalid '${param}': ${issue.origin} too long. Expected ${issue.origin === 'array' ? 'an array' : 'a string'} with maximum length ${issue.maximum}, but got ${issue.origin === 'array' ? 'an array' : 'a string'} with length ${length} instead.`,
      param,
      `${issue.origin}_above_max_length`,
    );
  }
  const kind = issue.origin === 'int' || Number.isInteger(issue.input) ? 'integer' : 'decimal';
  return invalidRequest(
    `Invalid '${param}': ${kind} above maximum value. Expected a value <= ${issue.maximum}, but got ${shortened(issue.input)} instead.`,
    param,
    `${kind}_above_max_value`,
  );
}

const names: Readonly<Record<string, string>> = {
  object: 'an object',
  record: 'an object',
  array: 'an array',
  int: 'an integer',
  number: 'a decimal',
  string: 'a string',
  boolean: 'a boolean',
};

function article(expected: string): string {
  return names[expected] ?? expected;
}

function described(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal';
  return article(typeof value);
}

function listed(values: readonly string[]): string {
  const quoted = values.map((value) => `'${value}'`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1)}`;
}

function shortened(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' || Array.isArray(value) ? value.length : 0;
}
