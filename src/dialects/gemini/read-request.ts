/** Reads the JSON of a request to Gemini, or says what is wrong with it as Google does. */

import type { z } from 'zod';
import { decodeUtf8 } from '../../codec/utf8.ts';
import type { ApiError } from '../../core/api-error.ts';
import type { EndpointContext } from '../../core/endpoint.ts';
import { headerOf, mediaType } from '../../core/headers.ts';
import type { SimRequest } from '../../core/request.ts';
import { type JsonObject, objectOf, parseJson } from '../json-shape.ts';
import { documentedNames } from './request-names.ts';
import { problemsOf } from './request-problem.ts';

export type ReadRequest =
  /** Its fields are named as Google documents them. */
  { readonly kind: 'body'; readonly body: JsonObject } | { readonly kind: 'error'; readonly error: ApiError };

/** @param field in protobuf's notation, where one is to blame */
export function invalidArgument(message: string, field?: string): ApiError {
  return { status: 400, code: null, message, ...(field === undefined ? {} : { param: field }) };
}

/** @param schema names all fields there are; others are refused under `strict` and else told of */
export function readRequest(
  { request, strict, warn }: Pick<EndpointContext, 'request' | 'strict' | 'warn'>,
  schema: z.ZodType,
): ReadRequest {
  const bound = boundToQuery(request);
  if (bound !== undefined) return { kind: 'error', error: bound };
  const parsed = parsedBody(request.body);
  if (parsed.kind === 'error') return parsed;
  const { body } = parsed;
  const read = schema.safeParse(body, { reportInput: true });
  const problems = read.success ? [] : problemsOf(read.error.issues, body);
  const wrong = problems.filter(({ unknownField }) => strict || !unknownField);
  if (wrong.length > 0) {
    const message = wrong.map((problem) => problem.message).join('\n');
    return { kind: 'error', error: invalidArgument(message, wrong[0]?.field) };
  }
  for (const { message } of problems) warn(`${request.method} ${request.target}: ignored: ${message}`);
  return { kind: 'body', body };
}

/** A form's fields are taken for parameters in the query, and none is called like a JSON document. */
function boundToQuery({ headers, body }: SimRequest): ApiError | undefined {
  const type = mediaType(headerOf(headers, 'content-type'));
  if (type === '' || type === 'text/plain' || /^application\/(?:[\w.-]+\+)?json$/.test(type)) return undefined;
  if (type !== 'application/x-www-form-urlencoded') {
    return invalidArgument(`Invalid content type "${type}". Gemini's API takes application/json.`);
  }
  const name = (decodeUtf8(body) ?? '').slice(0, 200);
  return invalidArgument(
    `Invalid JSON payload received. Unknown name "${name}": Cannot bind query parameter. Field '${name}' could not be found in request message.`,
  );
}

/** No body is an empty message. */
function parsedBody(bytes: Uint8Array): ReadRequest {
  const text = decodeUtf8(bytes);
  if (text !== undefined && text.trim() === '') return { kind: 'body', body: {} };
  const json = text === undefined ? undefined : parseJson(text);
  if (json === undefined) {
    const start = (text ?? '').trimStart().split(/\r?\n/, 1)[0]?.slice(0, 60) ?? '';
    return { kind: 'error', error: invalidArgument(`Invalid JSON payload received. Unexpected token.\n${start}\n^`) };
  }
  const { value, tooDeep } = documentedNames(json);
  if (tooDeep) {
    const message = 'Invalid JSON payload received. Message too deep. Max recursion depth reached.';
    return { kind: 'error', error: invalidArgument(message) };
  }
  const body = objectOf(value);
  if (body !== undefined) return { kind: 'body', body };
  const message = 'Invalid JSON payload received. Unknown name "": Root element must be a message.';
  return { kind: 'error', error: invalidArgument(message) };
}
