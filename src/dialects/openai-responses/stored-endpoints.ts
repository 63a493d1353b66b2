/** The endpoints that read, stop and delete stored responses. */

import type { ApiError } from '../../core/api-error.ts';
import type { Endpoint, EndpointAnswer, EndpointContext } from '../../core/endpoint.ts';
import { queryOf } from '../../core/request.ts';
import { invalidRequest } from '../openai-problem.ts';
import { changeState, conversationOf, deleteResponse, type StoredResponse, storedResponse } from './response-store.ts';
import { responsesStreaming } from './streaming.ts';
import { cancelled, responseReply } from './write-response.ts';

const getResponse: Endpoint = {
  method: 'GET',
  path: 'responses/{id}',
  streams: true,
  async answer(context) {
    const found = find(context);
    if (found.kind === 'error') return found;
    // What waited in the background is done by now.
    const stored = found.stored.state === 'queued' ? changeState(found.stored, 'done', context) : found.stored;
    const { response, state, cut } = stored;
    const reply = responseReply(state === 'cancelled' ? cancelled(response) : response, context.ids);
    const query = queryIn(context);
    if (query.get('stream') !== 'true' || state === 'cancelled') return { kind: 'whole', reply };
    const stream = responsesStreaming.split(reply, context.request, cut);
    if (stream === undefined) throw new Error('a response of our own making has a stream');
    // Events are numbered from 0.
    const events = stream.events.slice(Number(query.get('starting_after') ?? -1) + 1);
    return { kind: 'stream', reply: { ...stream, events } };
  },
};

const removeResponse: Endpoint = {
  method: 'DELETE',
  path: 'responses/{id}',
  streams: false,
  async answer(context) {
    const id = context.params['id'] ?? '';
    if (!deleteResponse(id, context)) return notFound(id);
    return { kind: 'whole', reply: responseReply({ id, object: 'response', deleted: true }, context.ids) };
  },
};

/** Again for one that is cancelled or done already: https://platform.openai.com/docs/guides/background */
const cancelResponse: Endpoint = {
  method: 'POST',
  path: 'responses/{id}/cancel',
  streams: false,
  async answer(context) {
    const found = find(context);
    if (found.kind === 'error') return found;
    const { stored } = found;
    if (stored.response['background'] !== true) {
      return refused(invalidRequest('Cannot cancel a synchronous response.', undefined, null));
    }
    if (stored.state === 'queued') changeState(stored, 'cancelled', context);
    const value = stored.state === 'done' ? stored.response : cancelled(stored.response);
    return { kind: 'whole', reply: responseReply(value, context.ids) };
  },
};

/** The whole conversation that led to a response, the latest item first unless told otherwise. */
const listInputItems: Endpoint = {
  method: 'GET',
  path: 'responses/{id}/input_items',
  streams: false,
  async answer(context) {
    const found = find(context);
    if (found.kind === 'error') return found;
    const query = queryIn(context);
    const limit = Number(query.get('limit') ?? 20);
    if (!Number.isInteger(limit) || limit < 1 || limit > 100) return refused(limitProblem(query.get('limit'), limit));
    const order = query.get('order') ?? 'desc';
    if (order !== 'asc' && order !== 'desc') {
      return refused(
        invalidRequest(`Invalid value: '${order}'. Supported values are: 'asc' and 'desc'.`, 'order', 'invalid_value'),
      );
    }
    const items = [...conversationOf(found.stored.previous), ...found.stored.input];
    if (order === 'desc') items.reverse();
    const after = query.get('after');
    const from = after === null ? 0 : items.findIndex(({ id }) => id === after) + 1;
    const page = items.slice(from, from + limit);
    const value = {
      object: 'list',
      data: page,
      first_id: page[0]?.['id'] ?? null,
      last_id: page.at(-1)?.['id'] ?? null,
      has_more: from + limit < items.length,
    };
    return { kind: 'whole', reply: responseReply(value, context.ids) };
  },
};

export const storedEndpoints: readonly Endpoint[] = [getResponse, removeResponse, cancelResponse, listInputItems];

function find(
  context: EndpointContext,
): { readonly kind: 'found'; readonly stored: StoredResponse } | Extract<EndpointAnswer, { kind: 'error' }> {
  const id = context.params['id'] ?? '';
  const stored = storedResponse(id, context);
  return stored === undefined ? notFound(id) : { kind: 'found', stored };
}

function notFound(id: string): Extract<EndpointAnswer, { kind: 'error' }> {
  return refused({ ...invalidRequest(`Response with id '${id}' not found.`, undefined, null), status: 404 });
}

function refused(error: ApiError): Extract<EndpointAnswer, { kind: 'error' }> {
  return { kind: 'error', error };
}

function queryIn({ request }: EndpointContext): URLSearchParams {
  return new URLSearchParams(queryOf(request.target) ?? '');
}

function limitProblem(given: string | null, limit: number): ApiError {
  if (!Number.isInteger(limit)) {
    return invalidRequest(
      `Invalid type for 'limit': expected an integer, but got '${given}' instead.`,
      'limit',
      'invalid_type',
    );
  }
  const [word, bound, code] =
    limit < 1 ? ['below minimum', '>= 1', 'below_min'] : ['above maximum', '<= 100', 'above_max'];
  return invalidRequest(
    `Invalid 'limit': integer ${word} value. Expected a value ${bound}, but got ${limit} instead.`,
    'limit',
    `integer_${code}_value`,
  );
}
