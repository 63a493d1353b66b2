/** Responses as streams of events, each with its number, and such streams put together. */

import { encodeEvent } from '../../codec/sse.ts';
import type { CollectedReply, StreamedReply, Streaming, TextCutter } from '../../core/dialect.ts';
import { type JsonObject, jsonObjectIn, objectOf, objectsOf } from '../json-shape.ts';
import { replyEvents } from '../reply-events.ts';
import { streamReply, wholeReply } from '../reply-form.ts';
import { withFields } from '../request-fields.ts';
import { segmentsOf } from '../request-path.ts';
import { itemEvents } from './item-events.ts';

export const responsesStreaming: Streaming = {
  otherForms(request) {
    const body = jsonObjectIn(request.body);
    // A stored response that is read as a stream is a replay of the provider's own.
    if (body === undefined || request.method !== 'POST' || segmentsOf(request.target).at(-1) !== 'responses') return [];
    const form = withFields(request, { stream: body['stream'] === true ? undefined : true, stream_options: undefined });
    return form === undefined ? [] : [form];
  },
  join: joinEvents,
  split: splitResponse,
};

/** How a response may end; one that failed has the same status without a stream. */
const endings: ReadonlySet<unknown> = new Set(['response.completed', 'response.incomplete', 'response.failed']);

function joinEvents(reply: CollectedReply): CollectedReply | undefined {
  const events = reply.status === 200 ? replyEvents(reply.body).map(({ value }) => value) : [];
  const response = objectOf(events.findLast(({ type }) => endings.has(type))?.['response']);
  if (response === undefined || events.some(({ type }) => type === 'error')) return undefined;
  if (objectsOf(response['output']).length > 0) return wholeReply(reply, response);
  // The ChatGPT backend leaves the output of the last event empty.
  const items = objectsOf(events.filter(({ type }) => type === 'response.output_item.done').map(({ item }) => item));
  return wholeReply(reply, { ...response, output: items });
}

function splitResponse(reply: CollectedReply, _request: unknown, cut: TextCutter): StreamedReply | undefined {
  const response = reply.status === 200 ? jsonObjectIn(reply.body) : undefined;
  if (response?.['object'] !== 'response' || !Array.isArray(response['output'])) return undefined;
  const { status } = response;
  if (status !== 'completed' && status !== 'incomplete' && status !== 'failed') return undefined;
  const begun = { ...response, ...notYet(response), status: 'in_progress', output: [], usage: null };
  const events = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...objectsOf(response['output']).flatMap((item, index) => itemEvents(item, index, cut)),
    { type: `response.${status}`, response },
  ];
  return streamReply(
    reply,
    events.map((event, sequence_number) =>
      encodeEvent({ event: event.type, data: JSON.stringify({ ...event, sequence_number }) }),
    ),
  );
}

/** What is only known at the end. */
function notYet(response: JsonObject): JsonObject {
  const fields = ['completed_at', 'error', 'incomplete_details'].filter((name) => name in response);
  return Object.fromEntries(fields.map((name) => [name, null]));
}
