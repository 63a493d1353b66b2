/** Responses as streams of events, each with its number, and such streams put together. */

import { encodeEvent } from '../../codec/sse.ts';
import type { CollectedReply, StreamedReply, Streaming, TextCutter } from '../../core/dialect.ts';
import type { SimRequest } from '../../core/request.ts';
import { type JsonObject, jsonObjectIn, numberOf, objectOf, objectsOf } from '../json-shape.ts';
import { replyEvents } from '../reply-events.ts';
import { streamReply, wholeReply } from '../reply-form.ts';
import { withFields } from '../request-fields.ts';
import { segmentsOf } from '../request-path.ts';
import { withinTheStack } from '../within-the-stack.ts';
import { itemEvents } from './item-events.ts';

/** https://platform.openai.com/docs/api-reference/responses-streaming */
export const responsesStreaming: Streaming = withinTheStack({
  otherForms,
  join: joinEvents,
  split: (reply, _request, cut) => splitResponse(reply, cut),
});

/**
 * None for a response that is read again, `GET …/responses/<id>?stream=true`: what can be read so was begun in the background,
 * and while that runs the one form is a response without output, the other a stream that goes on. The same holds for `background`.
 */
function otherForms(request: SimRequest): readonly SimRequest[] {
  const body = jsonObjectIn(request.body);
  if (body === undefined || request.method !== 'POST' || segmentsOf(request.target).at(-1) !== 'responses') return [];
  if (body['background'] === true) return [];
  const forms =
    body['stream'] === true
      ? [withFields(request, { stream: undefined, stream_options: undefined })]
      : [
          withFields(request, { stream: true, stream_options: undefined }),
          withFields(request, { stream: true, stream_options: { include_obfuscation: false } }),
        ];
  return forms.filter((form) => form !== undefined);
}

/** How a response may end; one that fails while it is made is, without a stream, an answer of 200 and status `failed` too. */
const endings: ReadonlySet<unknown> = new Set(['response.completed', 'response.incomplete', 'response.failed']);

function joinEvents(reply: CollectedReply): CollectedReply | undefined {
  const events = reply.status === 200 ? replyEvents(reply.body).map(({ value }) => value) : [];
  // Several responses one after another are no answer to one request.
  const [ending, ...others] = events.filter(({ type }) => endings.has(type));
  const response = objectOf(ending?.['response']);
  if (response === undefined || others.length > 0 || events.some(({ type }) => type === 'error')) return undefined;
  if (objectsOf(response['output']).length > 0) return wholeReply(reply, response);
  return wholeReply(reply, { ...response, output: itemsDone(events) });
}

/** The output item by item: the ChatGPT backend leaves that of the last event empty. */
function itemsDone(events: readonly JsonObject[]): JsonObject[] {
  const done = events.filter(({ type }) => type === 'response.output_item.done');
  // Items end in any order.
  done.sort((one, other) => (numberOf(one['output_index']) ?? 0) - (numberOf(other['output_index']) ?? 0));
  return objectsOf(done.map(({ item }) => item));
}

function splitResponse(reply: CollectedReply, cut: TextCutter): StreamedReply | undefined {
  const response = reply.status === 200 ? jsonObjectIn(reply.body) : undefined;
  if (response?.['object'] !== 'response' || !Array.isArray(response['output'])) return undefined;
  const { status } = response;
  if (status !== 'completed' && status !== 'incomplete' && status !== 'failed') return undefined;
  const begun = { ...response, ...notYet(response), status: 'in_progress', output: [], usage: null };
  // What runs in the background waits first: https://platform.openai.com/docs/guides/background
  const waits = { ...begun, status: 'queued' };
  const opening =
    response['background'] === true
      ? [
          { type: 'response.created', response: waits },
          { type: 'response.queued', response: waits },
        ]
      : [{ type: 'response.created', response: begun }];
  const events = [
    ...opening,
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
  const fields = ['completed_at', 'error', 'incomplete_details', 'content_filters'].filter((name) => name in response);
  return Object.fromEntries(fields.map((name) => [name, null]));
}
