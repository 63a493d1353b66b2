/** Reads the JSON body or the form of a request to an OpenAI-shaped API, or says what is wrong with it as that API does. */

import type { z } from 'zod';
import { decodeUtf8 } from '../codec/utf8.ts';
import type { ApiError } from '../core/api-error.ts';
import type { EndpointContext } from '../core/endpoint.ts';
import { headerOf, mediaType } from '../core/headers.ts';
import type { SimRequest } from '../core/request.ts';
import { type JsonObject, objectOf, parseJson } from './json-shape.ts';
import { readForm } from './openai-form.ts';
import { invalidRequest, openaiProblem } from './openai-problem.ts';

export type ReadBody<T> =
  | { readonly kind: 'body'; readonly body: T; readonly json: JsonObject }
  | { readonly kind: 'error'; readonly error: ApiError };

const notJson =
  'We could not parse the JSON body of your request. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.';

/** How an API says that it does not know a field. */
export type UnknownFieldWords = (field: string) => ApiError;

/** How an API says what is wrong with fields. */
export type ProblemWords = (issues: readonly z.core.$ZodIssue[]) => ApiError;

type ReadingContext = Pick<EndpointContext, 'request' | 'strict' | 'warn'>;

/** Chat completions and the older endpoints. */
export const unrecognised: UnknownFieldWords = (field) =>
  invalidRequest(`Unrecognized request argument supplied: ${field}`, undefined, null);

/** Responses and what came after. */
export const unknownParameter: UnknownFieldWords = (field) =>
  invalidRequest(`Unknown parameter: '${field}'.`, field, 'unknown_parameter');

/**
 * @param schema holds the fields that the endpoint knows; others are refused under `strict` and else told of
 */
export function readOpenaiBody<T extends z.ZodObject>(
  context: ReadingContext,
  schema: T,
  unknown: UnknownFieldWords = unrecognised,
  problem: ProblemWords = openaiProblem,
): ReadBody<z.infer<T>> {
  const { request } = context;
  const wrongType = contentTypeProblem(request);
  if (wrongType !== undefined) return { kind: 'error', error: wrongType };
  const text = decodeUtf8(request.body);
  const json = text === undefined ? undefined : objectOf(parseJson(text));
  if (json === undefined) return { kind: 'error', error: invalidRequest(notJson, undefined, null) };
  // What is not given and what is null are one to the API's optional fields.
  const given = Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null));
  return checked(context, given, json, schema, unknown, problem);
}

/**
 * The same for an upload as `multipart/form-data`, which is read by `readForm`: the schema's numbers, switches, lists and files
 * are those of `openai-form.ts`. `json` holds the fields as they came, files among them.
 */
export function readOpenaiForm<T extends z.ZodObject>(
  context: ReadingContext,
  schema: T,
  unknown: UnknownFieldWords = unknownParameter,
  problem: ProblemWords = openaiProblem,
): ReadBody<z.infer<T>> {
  const type = headerOf(context.request.headers, 'content-type') ?? '';
  if (mediaType(type) !== 'multipart/form-data') {
    return { kind: 'error', error: unsupportedType(type, 'multipart/form-data', 'unsupported_content_type') };
  }
  const form = readForm(context.request);
  if (form === undefined) {
    return { kind: 'error', error: invalidRequest('Could not parse multipart form', undefined, null) };
  }
  return checked(context, form, form, schema, unknown, problem);
}

function checked<T extends z.ZodObject>(
  { request, strict, warn }: ReadingContext,
  given: JsonObject,
  json: JsonObject,
  schema: T,
  unknown: UnknownFieldWords,
  problem: ProblemWords,
): ReadBody<z.infer<T>> {
  const read = schema.safeParse(given, { reportInput: true });
  if (!read.success) return { kind: 'error', error: problem(read.error.issues) };
  for (const field of Object.keys(json)) {
    if (field in schema.shape) continue;
    if (strict) return { kind: 'error', error: unknown(field) };
    warn(`${request.method} ${request.target}: unknown field "${field}" is ignored`);
  }
  return { kind: 'body', body: read.data, json };
}

function contentTypeProblem({ method, headers }: SimRequest): ApiError | undefined {
  const type = headerOf(headers, 'content-type');
  if (type === undefined || /^application\/(?:[\w.-]+\+)?json\b/i.test(type)) return undefined;
  return unsupportedType(type, 'application/json', method === 'POST' ? 'unsupported_content_type' : null);
}

function unsupportedType(type: string, wanted: string, code: string | null): ApiError {
  return invalidRequest(
    `Unsupported content type: '${type}'. This API method only accepts '${wanted}' requests, but you specified the header 'Content-Type: ${type}'. Please try again with a supported content type.`,
    undefined,
    code,
  );
}

export function modelNotFound(model: string): ApiError {
  return {
    status: 404,
    code: 'model_not_found',
    message: `The model \`${model}\` does not exist or you do not have access to it.`,
    type: 'invalid_request_error',
  };
}
