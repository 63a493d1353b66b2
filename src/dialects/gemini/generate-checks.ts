/** What Gemini refuses in a `generateContent` request although each field is well-formed. */

import type { ApiError } from '../../core/api-error.ts';
import type { ModelInfo } from '../../core/model-catalogue.ts';
import { arrayOf, type JsonObject, objectOf, objectsOf, stringOf } from '../json-shape.ts';
import { wrongGenerationConfig } from './config-checks.ts';
import { invalidArgument } from './read-request.ts';
import { wrongTurn } from './turn-checks.ts';

type Check = (body: JsonObject, model: ModelInfo | undefined) => string | undefined;

/** @param body its fields named as Google documents them */
export function generateProblem(body: JsonObject, model: ModelInfo | undefined): ApiError | undefined {
  for (const check of checks) {
    const problem = check(body, model);
    if (problem !== undefined) return invalidArgument(problem);
  }
  return undefined;
}

/** The same for what is only counted. */
export function contentsProblem(body: JsonObject): ApiError | undefined {
  const problem = missingContent(body, undefined) ?? wrongRole(body, undefined);
  return problem === undefined ? undefined : invalidArgument(problem);
}

const missingContent: Check = (body) => {
  const contents = objectsOf(body['contents']);
  if (contents.length === 0) return '* GenerateContentRequest.contents: contents is not specified\n';
  const problems: string[] = [];
  for (const [i, content] of contents.entries()) {
    const parts = objectsOf(content['parts']);
    const place = `* GenerateContentRequest.contents[${i}].parts`;
    if (parts.length === 0) problems.push(`${place}: contents.parts must not be empty.\n`);
    for (const [j, part] of parts.entries()) {
      if (data.some((field) => part[field] !== undefined)) continue;
      problems.push(`${place}[${j}].data: required oneof field 'data' must have one initialized field\n`);
    }
  }
  return problems.length === 0 ? undefined : problems.join('');
};

/** A part holds one of these. A thought's signature may come behind a text, with an empty one. */
const data: readonly string[] = [
  'text',
  'inlineData',
  'fileData',
  'functionCall',
  'functionResponse',
  'executableCode',
  'codeExecutionResult',
  'toolCall',
  'toolResponse',
  'thoughtSignature',
];

const wrongRole: Check = (body) =>
  objectsOf(body['contents']).some(({ role }) => !['user', 'model', 'function', '', undefined].includes(stringOf(role)))
    ? 'Please use a valid role: user, model.'
    : undefined;

function declarationsIn(body: JsonObject): JsonObject[] {
  return objectsOf(body['tools']).flatMap((tool) => objectsOf(tool['functionDeclarations']));
}

const wrongFunctionName: Check = (body) => {
  const problems: string[] = [];
  for (const [i, tool] of objectsOf(body['tools']).entries()) {
    for (const [j, { name }] of objectsOf(tool['functionDeclarations']).entries()) {
      if (/^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$/.test(stringOf(name) ?? '')) continue;
      problems.push(
        `* GenerateContentRequest.tools[${i}].function_declarations[${j}].name: Invalid function name. Must start with a letter or an underscore. Must be alphameric (a-z, A-Z, 0-9), underscores (_), dots (.) or dashes (-), with a maximum length of 64.\n`,
      );
    }
  }
  return problems.length === 0 ? undefined : problems.join('');
};

const duplicateFunction: Check = (body) => {
  const names = declarationsIn(body).map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  return twice === undefined ? undefined : `Duplicate function declaration found: ${twice}`;
};

const wrongCallingConfig: Check = (body) => {
  const calling = objectOf(objectOf(body['toolConfig'])?.['functionCallingConfig']);
  const mode = stringOf(calling?.['mode'])?.toUpperCase();
  const names = declarationsIn(body).map(({ name }) => name);
  const allowed = arrayOf(calling?.['allowedFunctionNames']);
  if (mode === 'ANY' && names.length === 0) return 'Function calling config is set without function_declarations.';
  if (allowed.length > 0 && mode !== 'ANY' && mode !== 'VALIDATED') {
    return 'Function calling mode must be set to ANY or VALIDATED when allowed_function_names is set.';
  }
  return allowed.every((name) => names.includes(name))
    ? undefined
    : '`allowed_function_names` should be a subset of `function_declarations.name`.';
};

const checks: readonly Check[] = [
  missingContent,
  wrongRole,
  wrongTurn,
  wrongFunctionName,
  duplicateFunction,
  wrongCallingConfig,
  wrongGenerationConfig,
];
