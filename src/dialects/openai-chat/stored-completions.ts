/** Chat completions that were asked to be kept (`store: true`): listed, read, changed and deleted. */

import type { CollectedReply } from '../../core/dialect.ts';
import type { Endpoint, EndpointAnswer, EndpointContext } from '../../core/endpoint.ts';
import { queryOf } from '../../core/request.ts';
import { shelf } from '../../core/shelf.ts';
import { type JsonObject, jsonObjectIn, objectsOf, stringOf } from '../json-shape.ts';
import { readOpenaiBody } from '../openai-body.ts';
import { openaiHeaders } from '../openai-headers.ts';
import { type ChatBody, updateFields } from './chat-schema.ts';

interface Stored {
  readonly completion: JsonObject;
  readonly messages: readonly JsonObject[];
}

/** https://platform.openai.com/docs/api-reference/chat/list */
const stored = shelf<Stored>('openai.chat-completions');

export function keep(reply: CollectedReply, body: ChatBody, { shelf: shelfOf }: Pick<EndpointContext, 'shelf'>): void {
  const written = jsonObjectIn(reply.body);
  const id = stringOf(written?.['id']);
  if (written === undefined || id === undefined) return;
  const completion = { ...written, metadata: body.metadata ?? {} };
  const messages = body.messages.map((message, i) => ({
    id: `${id}-${i}`,
    name: null,
    content_parts: null,
    ...message,
  }));
  shelfOf(stored).set(id, { completion, messages });
}

function given(ids: EndpointContext['ids'], value: object): EndpointAnswer {
  return {
    kind: 'whole',
    reply: { status: 200, headers: openaiHeaders(ids, 'application/json'), body: Buffer.from(JSON.stringify(value)) },
  };
}

function notFound(id: string): EndpointAnswer {
  const message = `Chat completion ${id} not found. Only chat completions that have been created with the \`store\` parameter set to \`true\` will be returned.`;
  return { kind: 'error', error: { status: 404, code: null, message, type: 'invalid_request_error' } };
}

function entryOf({ params, shelf: shelfOf }: EndpointContext): {
  readonly id: string;
  readonly entry: Stored | undefined;
} {
  const id = params['id'] ?? '';
  return { id, entry: shelfOf(stored).get(id) };
}

/** In the order of making; `after` is the last id of the page before. */
function page(all: readonly JsonObject[], target: string): object {
  const query = new URLSearchParams(queryOf(target) ?? '');
  const ordered = query.get('order') === 'desc' ? [...all].reverse() : all;
  const from = ordered.findIndex(({ id }) => id === query.get('after')) + 1;
  const limit = Math.min(100, Math.max(1, Number(query.get('limit') ?? 20) || 20));
  const data = ordered.slice(from, from + limit);
  return {
    object: 'list',
    data,
    first_id: data[0]?.['id'] ?? null,
    last_id: data.at(-1)?.['id'] ?? null,
    has_more: from + limit < ordered.length,
  };
}

const list: Endpoint = {
  method: 'GET',
  path: 'chat/completions',
  streams: false,
  async answer({ shelf: shelfOf, request, ids }) {
    const query = new URLSearchParams(queryOf(request.target) ?? '');
    const wanted = [...query].flatMap(([name, value]) => {
      const key = /^metadata\[(.+)\]$/.exec(name)?.[1];
      return key === undefined ? [] : [[key, value] as const];
    });
    const all = [...shelfOf(stored).values()]
      .map(({ completion }) => completion)
      .filter(({ model, metadata }) => {
        const known = Object(metadata);
        return (
          (!query.has('model') || model === query.get('model')) && wanted.every(([key, value]) => known[key] === value)
        );
      });
    return given(ids, page(all, request.target));
  },
};

const get: Endpoint = {
  method: 'GET',
  path: 'chat/completions/{id}',
  streams: false,
  async answer(context) {
    const { id, entry } = entryOf(context);
    return entry === undefined ? notFound(id) : given(context.ids, entry.completion);
  },
};

const update: Endpoint = {
  method: 'POST',
  path: 'chat/completions/{id}',
  streams: false,
  async answer(context) {
    const { id, entry } = entryOf(context);
    if (entry === undefined) return notFound(id);
    const read = readOpenaiBody(context, updateFields);
    if (read.kind === 'error') return read;
    const completion = { ...entry.completion, metadata: read.body.metadata };
    context.shelf(stored).set(id, { ...entry, completion });
    return given(context.ids, completion);
  },
};

const remove: Endpoint = {
  method: 'DELETE',
  path: 'chat/completions/{id}',
  streams: false,
  async answer(context) {
    const { id, entry } = entryOf(context);
    if (entry === undefined) return notFound(id);
    context.shelf(stored).delete(id);
    return given(context.ids, { object: 'chat.completion.deleted', id, deleted: true });
  },
};

const messages: Endpoint = {
  method: 'GET',
  path: 'chat/completions/{id}/messages',
  streams: false,
  async answer(context) {
    const { id, entry } = entryOf(context);
    return entry === undefined
      ? notFound(id)
      : given(context.ids, page(objectsOf(entry.messages), context.request.target));
  },
};

export const storedCompletions: readonly Endpoint[] = [list, get, update, remove, messages];
