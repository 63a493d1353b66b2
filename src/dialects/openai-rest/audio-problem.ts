/** What is wrong with a request in the words of OpenAI's audio endpoints, which print what their Python validator (Pydantic) says. */

import type { z } from 'zod';
import type { ApiError } from '../../core/api-error.ts';
import { invalidRequest } from '../openai-problem.ts';

interface Finding {
  readonly type: string;
  readonly field: string;
  readonly message: string;
  readonly context?: Readonly<Record<string, string | number>>;
}

/** https://docs.pydantic.dev/latest/errors/validation_errors/ */
export function audioProblem(issues: readonly z.core.$ZodIssue[]): ApiError {
  return audioError(...issues.map(findingOf));
}

export function audioError(...findings: readonly Finding[]): ApiError {
  const entries = findings.map(({ type, field, message, context }) => {
    const about = context === undefined ? '' : `, 'ctx': {${Object.entries(context).map(pair).join(', ')}}`;
    return `{'type': ${quoted(type)}, 'loc': ('body', ${quoted(field)}), 'msg': ${quoted(message)}${about}}`;
  });
  return invalidRequest(`[${entries.join(', ')}]`, undefined, null);
}

/** @param values what the field may be */
export function notOneOf(field: string, values: readonly string[]): Finding {
  const names = values.map((value) => `'${value}'`);
  const expected = names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
  return { type: 'enum', field, message: `Input should be ${expected}`, context: { expected } };
}

function findingOf(issue: z.core.$ZodIssue): Finding {
  const field = String(issue.path[0] ?? '');
  switch (issue.code) {
    case 'invalid_value':
      if (issue.input === undefined) return missing(field);
      return notOneOf(field, issue.values.map(String));
    case 'too_big':
      return issue.origin === 'string'
        ? sized(field, 'string_too_long', 'at most', Number(issue.maximum), 'max_length')
        : bounded(field, 'less_than_equal', 'less', Number(issue.maximum), 'le');
    case 'too_small':
      return issue.origin === 'string'
        ? sized(field, 'string_too_short', 'at least', Number(issue.minimum), 'min_length')
        : bounded(field, 'greater_than_equal', 'greater', Number(issue.minimum), 'ge');
    default: {
      if (issue.input === undefined) return missing(field);
      const [type, kind] = kinds[issue.code === 'invalid_type' ? issue.expected : ''] ?? ['value_error', 'value'];
      return { type, field, message: `Input should be a valid ${kind}` };
    }
  }
}

const kinds: Readonly<Record<string, readonly [type: string, kind: string]>> = {
  string: ['string_type', 'string'],
  number: ['float_type', 'number'],
  boolean: ['bool_type', 'boolean'],
  array: ['list_type', 'list'],
};

function missing(field: string): Finding {
  return { type: 'missing', field, message: 'Field required' };
}

function sized(field: string, type: string, bound: string, size: number, name: string): Finding {
  const characters = size === 1 ? 'character' : 'characters';
  return { type, field, message: `String should have ${bound} ${size} ${characters}`, context: { [name]: size } };
}

function bounded(field: string, type: string, word: string, bound: number, name: string): Finding {
  return { type, field, message: `Input should be ${word} than or equal to ${bound}`, context: { [name]: bound } };
}

function pair([name, value]: readonly [string, string | number]): string {
  return `'${name}': ${typeof value === 'number' ? value : quoted(value)}`;
}

/** As Python prints a string: in double quotes where it holds single ones only. */
function quoted(text: string): string {
  const escaped = text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
  return escaped.includes("'") && !escaped.includes('"') ? `"${escaped}"` : `'${escaped.replace(/'/g, "\\'")}'`;
}
