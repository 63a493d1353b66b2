/** Reads the bodies of requests to the Assistants API, and refuses models that do not exist. */

import type { z } from 'zod';
import type { EndpointContext } from '../../core/endpoint.ts';
import { type ReadBody, readOpenaiBody, unknownParameter } from '../openai-body.ts';
import { invalidRequest } from '../openai-problem.ts';
import type { Refused } from './state.ts';

/** No body is an empty one: a thread needs nothing. */
export function readBody<T extends z.ZodObject>(context: EndpointContext, schema: T): ReadBody<z.infer<T>> {
  const { request } = context;
  const given = request.body.length === 0 ? { ...request, body: Buffer.from('{}') } : request;
  return readOpenaiBody({ ...context, request: given }, schema, unknownParameter);
}

export function unknownModel(model: string | undefined, { models }: EndpointContext): Refused | undefined {
  if (model === undefined || !models.strict || models.find(model, 'openai') !== undefined) return undefined;
  const error = invalidRequest(`The requested model '${model}' does not exist.`, 'model', 'model_not_found');
  return { kind: 'error', error };
}
