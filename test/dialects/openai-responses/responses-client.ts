/** A client of the Responses API without a server. */

import { responsesEndpoints } from '../../../src/dialects/openai-responses/endpoints.ts';
import { SelectionState } from '../../../src/pipeline/synthesis/selection-state.ts';
import { type Answered, answered, type ContextOptions, jsonRequest } from '../../support/endpoint-context.ts';

export type Values = Readonly<Record<string, unknown>>;

export interface Response extends Values {
  readonly id: string;
  readonly output: readonly (Values & { readonly id: string; readonly type: string })[];
}

export const question = { model: 'gpt-4o-mini', input: 'Say hello' };
export const weather = {
  type: 'function',
  name: 'get_weather',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
};

export function send(method: string, path: string, body?: unknown, options?: ContextOptions): Promise<Answered> {
  return answered(responsesEndpoints, jsonRequest(method, `/v1/responses${path}`, body), options);
}

export async function value<T = Values>(answer: Promise<Answered>): Promise<T> {
  const given = await answer;
  if (given.kind !== 'whole') throw new Error(`not a whole answer: ${JSON.stringify(given)}`);
  return given.body as T;
}

/** One client, for whom things are kept. */
export function client() {
  const state = new SelectionState();
  return {
    create: (body: Values) => value<Response>(send('POST', '', { ...question, ...body }, { state })),
    send: (method: string, path: string, body?: unknown) => send(method, path, body, { state }),
    get: (path: string) => value<Response>(send('GET', path, undefined, { state })),
    post: (path: string, body: unknown) => value(send('POST', path, body, { state })),
  };
}

export const create = (body: Values): Promise<Response> => client().create(body);

/** Status, `param`, `code` and message of what is refused. */
export async function refusal(answer: Promise<Answered>): Promise<readonly unknown[]> {
  const given = await answer;
  if (given.kind !== 'error') throw new Error(`not refused: ${JSON.stringify(given)}`);
  const { status, param, code, message } = given.error;
  return [status, param, code, message];
}
