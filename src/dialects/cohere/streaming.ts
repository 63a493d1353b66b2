/** Cohere's chat as streams, and such streams put together: version 2 in events, version 1 in lines. */

import { encodeEvent } from '../../codec/sse.ts';
import type { CollectedReply, StreamedReply, Streaming, TextCutter } from '../../core/dialect.ts';
import { type JsonObject, jsonObjectIn, numberOf, objectOf, objectsOf, stringOf, textIn } from '../json-shape.ts';
import { type Delta, mergeDelta } from '../merge-delta.ts';
import { replyEvents } from '../reply-events.ts';
import { streamReply, wholeReply } from '../reply-form.ts';
import { withFields } from '../request-fields.ts';
import { segmentsOf } from '../request-path.ts';

export const cohereStreaming: Streaming = {
  otherForms(request) {
    const body = jsonObjectIn(request.body);
    if (body === undefined || segmentsOf(request.target).at(-1) !== 'chat') return [];
    const forms = body['stream'] === true ? [undefined, false] : [true];
    return forms.map((stream) => withFields(request, { stream })).filter((form) => form !== undefined);
  },

  join(reply) {
    if (reply.status !== 200) return undefined;
    const events = replyEvents(reply.body).map(({ value }) => value);
    const whole = events.some(({ event_type: type }) => type !== undefined) ? responseIn(events) : joinMessage(events);
    return whole === undefined ? undefined : wholeReply(reply, whole);
  },

  split(reply, _request, cut) {
    const whole = reply.status === 200 ? jsonObjectIn(reply.body) : undefined;
    if (whole === undefined) return undefined;
    const message = objectOf(whole['message']);
    if (message !== undefined)
      return streamReply(
        reply,
        [...messageEvents(whole, message, cut).map(eventBytes), '[DONE]'].map(done),
        'text/event-stream',
      );
    return typeof whole['text'] === 'string' && whole['generation_id'] !== undefined
      ? version1(reply, whole, cut)
      : undefined;
  },
};

function eventBytes(event: JsonObject): Uint8Array {
  return encodeEvent({ event: String(event['type']), data: JSON.stringify(event) });
}

function done(event: Uint8Array | string): Uint8Array {
  return typeof event === 'string' ? encodeEvent({ data: event }) : event;
}

/** The last event of version 1 repeats the whole response. https://docs.cohere.com/v1/docs/streaming */
function responseIn(events: readonly JsonObject[]): JsonObject | undefined {
  const end = events.find(({ event_type: type }) => type === 'stream-end');
  return objectOf(end?.['response']);
}

/** https://docs.cohere.com/v2/docs/streaming */
function joinMessage(events: readonly JsonObject[]): JsonObject | undefined {
  const start = events.find(({ type }) => type === 'message-start');
  const end = objectOf(events.find(({ type }) => type === 'message-end')?.['delta']);
  if (start === undefined || end === undefined || end['error'] !== undefined) return undefined;
  const content = new Map<number, Delta>();
  const calls = new Map<number, Delta>();
  const citations: JsonObject[] = [];
  let plan = '';
  for (const event of events) {
    const message = objectOf(objectOf(event['delta'])?.['message']);
    const index = numberOf(event['index']) ?? 0;
    switch (event['type']) {
      case 'content-start':
      case 'content-delta':
        add(content, index, objectOf(message?.['content']));
        break;
      case 'tool-call-start':
      case 'tool-call-delta':
        add(calls, index, objectOf(message?.['tool_calls']));
        break;
      case 'tool-plan-delta':
        plan += stringOf(message?.['tool_plan']) ?? '';
        break;
      case 'citation-start':
        citations.push(...objectsOf([message?.['citations']]));
        break;
    }
  }
  const { finish_reason, usage, ...ending } = end;
  return {
    id: start['id'],
    message: {
      role: objectOf(objectOf(start['delta'])?.['message'])?.['role'] ?? 'assistant',
      ...(content.size === 0 ? {} : { content: inOrder(content) }),
      ...(plan === '' ? {} : { tool_plan: plan }),
      ...(calls.size === 0 ? {} : { tool_calls: inOrder(calls) }),
      ...(citations.length === 0 ? {} : { citations }),
    },
    finish_reason,
    ...(usage === undefined ? {} : { usage }),
    ...ending,
  };
}

function add(to: Map<number, Delta>, index: number, delta: JsonObject | undefined): void {
  const known = to.get(index) ?? {};
  mergeDelta(known, delta ?? {});
  to.set(index, known);
}

function inOrder(values: ReadonlyMap<number, Delta>): Delta[] {
  return [...values].sort(([one], [other]) => one - other).map(([, value]) => value);
}

function messageEvents(whole: JsonObject, message: JsonObject, cut: TextCutter): JsonObject[] {
  const { id, finish_reason, usage, message: _, ...ending } = whole;
  const said = (type: string, index: number | undefined, piece?: JsonObject): JsonObject => ({
    type,
    ...(index === undefined ? {} : { index }),
    ...(piece === undefined ? {} : { delta: { message: piece } }),
  });
  const calls = objectsOf(message['tool_calls']);
  return [
    {
      id,
      type: 'message-start',
      delta: { message: { role: message['role'], content: [], tool_plan: '', tool_calls: [], citations: [] } },
    },
    ...cut(stringOf(message['tool_plan']) ?? '').map((piece) =>
      said('tool-plan-delta', undefined, { tool_plan: piece }),
    ),
    ...calls.flatMap((call, index) => {
      const called = objectOf(call['function']) ?? {};
      const text = stringOf(called['arguments']) ?? '';
      return [
        said('tool-call-start', index, { tool_calls: { ...call, function: { ...called, arguments: '' } } }),
        ...cut(text).map((piece) => said('tool-call-delta', index, { tool_calls: { function: { arguments: piece } } })),
        said('tool-call-end', index),
      ];
    }),
    ...objectsOf(message['content']).flatMap((part, index) => {
      const field = typeof part['thinking'] === 'string' ? 'thinking' : 'text';
      return [
        said('content-start', index, { content: { ...part, [field]: '' } }),
        ...cut(textIn(part[field]) ?? '').map((piece) => said('content-delta', index, { content: { [field]: piece } })),
        said('content-end', index),
      ];
    }),
    ...objectsOf(message['citations']).flatMap((citation, index) => [
      said('citation-start', index, { citations: citation }),
      said('citation-end', index),
    ]),
    { type: 'message-end', delta: { finish_reason, ...(usage === undefined ? {} : { usage }), ...ending } },
  ];
}

function version1(reply: CollectedReply, whole: JsonObject, cut: TextCutter): StreamedReply {
  const line = (value: JsonObject) => `${JSON.stringify(value)}\n`;
  const calls = objectsOf(whole['tool_calls']);
  return streamReply(
    reply,
    [
      line({ is_finished: false, event_type: 'stream-start', generation_id: whole['generation_id'] }),
      ...cut(stringOf(whole['text']) ?? '').map((text) =>
        line({ is_finished: false, event_type: 'text-generation', text }),
      ),
      ...(calls.length === 0
        ? []
        : [line({ is_finished: false, event_type: 'tool-calls-generation', tool_calls: calls })]),
      line({ is_finished: true, event_type: 'stream-end', response: whole, finish_reason: whole['finish_reason'] }),
    ],
    'application/stream+json',
  );
}
