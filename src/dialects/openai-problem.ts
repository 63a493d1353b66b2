/** What is wrong with a request in OpenAI's own words, codes and notation of fields. */

import type { z } from 'zod';
import type { ApiError } from '../core/api-error.ts';
import { objectOf } from './json-shape.ts';

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

/** A mistake in a body, with the expectation in OpenAI's words. */
type Mistake =
  | { readonly kind: 'type'; readonly path: readonly PropertyKey[]; readonly input: unknown; readonly expected: string }
  | {
      readonly kind: 'value';
      readonly path: readonly PropertyKey[];
      readonly input: unknown;
      readonly values: readonly string[];
    }
  | { readonly kind: 'too-small'; readonly path: readonly PropertyKey[]; readonly issue: z.core.$ZodIssueTooSmall }
  | { readonly kind: 'too-big'; readonly path: readonly PropertyKey[]; readonly issue: z.core.$ZodIssueTooBig }
  | { readonly kind: 'other'; readonly path: readonly PropertyKey[]; readonly message: string };

/** The error of the first issue; its words are those that the API uses for such a mistake. */
export function openaiProblem(issues: readonly z.core.$ZodIssue[]): ApiError {
  const [first] = issues.map(mistakeOf);
  if (first === undefined) return invalidRequest('The request is invalid.', undefined, null);
  const param = paramOf(first.path);
  switch (first.kind) {
    case 'type':
      if (first.input === undefined) return missing(param);
      return invalidRequest(
        `Invalid type for '${param}': expected ${first.expected}, but got ${described(first.input)} instead.`,
        param,
        'invalid_type',
      );
    case 'value':
      if (first.input === undefined) return missing(param);
      return invalidRequest(
        `Invalid value: '${shortened(first.input)}'. Supported values are: ${listed(first.values)}.`,
        param,
        'invalid_value',
      );
    case 'too-small':
      return tooFew(first.issue, param);
    case 'too-big':
      return tooMany(first.issue, param);
    case 'other':
      return invalidRequest(`Invalid value for '${param}': ${first.message}.`, param, 'invalid_value');
  }
}

function missing(param: string): ApiError {
  return invalidRequest(`Missing required parameter: '${param}'.`, param, 'missing_required_parameter');
}

function mistakeOf(issue: z.core.$ZodIssue): Mistake {
  const { path, input } = issue;
  switch (issue.code) {
    case 'invalid_type':
      return { kind: 'type', path, input, expected: article(issue.expected) };
    case 'invalid_value':
      return { kind: 'value', path, input, values: issue.values.map(String) };
    case 'too_small':
      return { kind: 'too-small', path, issue };
    case 'too_big':
      return { kind: 'too-big', path, issue };
    case 'invalid_union':
      return mistakeInUnion(issue);
    default:
      return { kind: 'other', path, message: issue.message };
  }
}

/** The kind that does not exist; else what is wrong in the branch that came furthest. */
function mistakeInUnion(issue: z.core.$ZodIssueInvalidUnion): Mistake {
  const { path, input } = issue;
  if ('discriminator' in issue && typeof issue.discriminator === 'string') {
    const given = objectOf(input)?.[issue.discriminator];
    return { kind: 'value', path, input: given, values: optionsOf(issue) };
  }
  const within = (inner: z.core.$ZodIssue): Mistake => mistakeOf({ ...inner, path: [...path, ...inner.path] });
  // Of the right kind, and only too much or too little of it.
  const sized = issue.errors.find((branch) => branch.length > 0 && branch.every(isOfSize))?.[0];
  if (sized !== undefined) return within(sized);
  // A word where words are allowed, only not this one.
  const word = issue.errors.flat().find((inner) => inner.code === 'invalid_value' && inner.path.length === 0);
  if (word !== undefined && typeof input === 'string') return within(word);
  const branches = issue.errors.flatMap(([first]) => (first === undefined ? [] : [within(first)]));
  const best = branches.reduce<Mistake | undefined>(
    (deepest, branch) => (branch.path.length > (deepest?.path.length ?? path.length) ? branch : deepest),
    undefined,
  );
  if (best !== undefined) return best;
  // Several kinds would do: named together, as the API does.
  const expected = branches.flatMap((branch) =>
    branch.kind === 'type' ? [branch.expected.replace(/^one of /, '')] : [],
  );
  return { kind: 'type', path, input, expected: `one of ${[...new Set(expected)].join(' or ')}` };
}

function optionsOf(issue: z.core.$ZodIssueInvalidUnion): readonly string[] {
  return 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
}

function isOfSize({ code }: z.core.$ZodIssue): boolean {
  return code === 'too_big' || code === 'too_small';
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
  const kind = numberKind(param);
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
  const kind = numberKind(param);
  return invalidRequest(
    `Invalid '${param}': ${kind} above maximum value. Expected a value <= ${issue.maximum}, but got ${shortened(issue.input)} instead.`,
    param,
    `${kind}_above_max_value`,
  );
}

/** zod does not say of which kind a number is that is out of bounds. */
function numberKind(param: string): 'integer' | 'decimal' {
  return /(?:^|[.\]])(?:temperature|top_p|frequency_penalty|presence_penalty|speed|score_threshold)$/.test(param)
    ? 'decimal'
    : 'integer';
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
  return quoted.length < 3 ? quoted.join(' and ') : `${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1)}`;
}

function shortened(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' || Array.isArray(value) ? value.length : 0;
}
