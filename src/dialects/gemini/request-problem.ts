/** What is wrong with the shape of a request as Google's JSON parser says it. */

import type { z } from 'zod';
import { compactJson, type JsonObject, objectOf } from '../json-shape.ts';

export interface FieldProblem {
  /** `tools[0].function_declarations[1].name`; empty for the request itself. */
  readonly field: string;
  readonly message: string;
  /** A field that does not exist is no mistake in those that do. */
  readonly unknownField: boolean;
}

/** Nobody reads more. */
const most = 100;

/** @param issues of a schema that was told to report its input */
export function problemsOf(issues: readonly z.core.$ZodIssue[], request: JsonObject): readonly FieldProblem[] {
  return issues.slice(0, most).flatMap((issue): readonly FieldProblem[] => {
    const field = protoPath(issue.path, request);
    if (issue.code !== 'unrecognized_keys')
      return [{ field, message: words(issue, field, request), unknownField: false }];
    return issue.keys.map((key) => ({
      field,
      message: `Invalid JSON payload received. Unknown name "${key}"${at(field)}: Cannot find field.`,
      unknownField: true,
    }));
  });
}

function words(issue: z.core.$ZodIssue, field: string, request: JsonObject): string {
  const type = typeOf(issue);
  if (Array.isArray(issue.input)) {
    const parent = protoPath(issue.path.slice(0, -1), request);
    const name = snakeCase(String(issue.path.at(-1)));
    return `Invalid JSON payload received. Unknown name "${name}"${at(parent)}: Proto field is not repeating, cannot start list.`;
  }
  const object = type.startsWith('TYPE_') && objectOf(issue.input) !== undefined;
  return `Invalid value at '${field}' (${type}), ${object ? 'Starting an object on a scalar field' : jsonOf(issue.input)}`;
}

/** Shortened to what fits in a line. */
function jsonOf(value: unknown): string {
  return (typeof value === 'string' ? JSON.stringify(value) : compactJson(value)).slice(0, 200);
}

function at(field: string): string {
  return field === '' ? '' : ` at '${field}'`;
}

function typeOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'custom') return issue.message;
  if (issue.code !== 'invalid_type') return 'TYPE_STRING';
  const name = issue.path.findLast((part) => typeof part === 'string') ?? '';
  return (
    scalars[issue.expected] ?? `type.googleapis.com/google.ai.generativelanguage.v1beta.${messageName(String(name))}`
  );
}

const scalars: Readonly<Record<string, string>> = {
  string: 'TYPE_STRING',
  boolean: 'TYPE_BOOL',
  number: 'TYPE_FLOAT',
};

const messageNames: Readonly<Record<string, string>> = {
  contents: 'Content',
  systemInstruction: 'Content',
  parts: 'Part',
  tools: 'Tool',
  functionDeclarations: 'FunctionDeclaration',
  safetySettings: 'SafetySetting',
  requests: 'EmbedContentRequest',
  parameters: 'Schema',
  responseSchema: 'Schema',
  items: 'Schema',
  inlineData: 'Blob',
};

/** Most fields are named as their type is. */
function messageName(field: string): string {
  return messageNames[field] ?? field.charAt(0).toUpperCase() + field.slice(1);
}

/** Maps are lists of keys and values to protobuf: `properties.city` is `properties[0].value`. */
function protoPath(path: readonly PropertyKey[], request: JsonObject): string {
  let text = '';
  let value: unknown = request;
  let before: PropertyKey | undefined;
  for (const part of path) {
    const object = objectOf(value);
    if (typeof part === 'number') text += `[${part}]`;
    else if (before === 'properties' && object !== undefined) {
      text += `[${Object.keys(object).indexOf(String(part))}].value`;
      before = undefined;
    } else {
      text += `${text === '' ? '' : '.'}${snakeCase(String(part))}`;
      before = part;
    }
    value = Array.isArray(value) && typeof part === 'number' ? value[part] : object?.[String(part)];
  }
  return text;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
