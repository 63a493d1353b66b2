/** Bedrock's answers as AWS event streams, and such streams put together: Converse, and the own messages of Claude and Nova. */

import { encodeFrame } from '../../codec/aws-event-stream.ts';
import type { CollectedReply, StreamedReply, Streaming, TextCutter } from '../../core/dialect.ts';
import { pathOf, queryOf } from '../../core/request.ts';
import { completionEvents, joinCompletion } from '../anthropic-completion.ts';
import { messageEvents } from '../anthropic-events.ts';
import { joinMessage } from '../anthropic-join.ts';
import { type JsonObject, jsonObjectIn, objectOf } from '../json-shape.ts';
import { streamReply, wholeReply } from '../reply-form.ts';
import { segmentsOf } from '../request-path.ts';
import { withinTheStack } from '../within-the-stack.ts';
import { bedrockModel } from './claims.ts';
import { converseEvents } from './converse-events.ts';
import { eventStreamValues } from './event-stream-values.ts';
import { collectedHeaders, invocationMetrics, metricsOf, streamedHeaders } from './invocation-metrics.ts';
import { joinConverse } from './join-converse.ts';

/** The operations of one path, without and with a stream. */
const otherOperation: Readonly<Record<string, string>> = {
  converse: 'converse-stream',
  'converse-stream': 'converse',
  invoke: 'invoke-with-response-stream',
  'invoke-with-response-stream': 'invoke',
};

export const bedrockStreaming: Streaming = withinTheStack({
  otherForms(request) {
    if (bedrockModel(request.target) === undefined) return [];
    const path = pathOf(request.target);
    const at = path.lastIndexOf('/') + 1;
    const other = otherOperation[path.slice(at)];
    const query = queryOf(request.target);
    if (other === undefined) return [];
    return [{ ...request, target: `${path.slice(0, at)}${other}${query === undefined ? '' : `?${query}`}` }];
  },

  join(reply) {
    const values = reply.status === 200 ? eventStreamValues(reply.body) : [];
    if (values.length === 0 || values.some(({ error }) => error !== undefined)) return undefined;
    const metrics = objectOf(values.at(-1)?.[invocationMetrics]);
    const converse = joinConverse(values);
    if (metrics === undefined && converse !== undefined) return wholeReply(reply, converse);
    const own = converse === undefined ? (joinMessage(values) ?? joinCompletion(values)) : novaMessage(converse);
    if (own === undefined) return undefined;
    return wholeReply({ ...reply, headers: collectedHeaders(reply.headers, metrics ?? {}) }, withoutMetrics(own));
  },

  split(reply, request, cut) {
    const whole = reply.status === 200 ? jsonObjectIn(reply.body) : undefined;
    if (whole === undefined || bedrockModel(request.target) === undefined) return undefined;
    const operation = segmentsOf(request.target).at(-1) ?? '';
    if (operation.startsWith('invoke')) return splitInvoked(reply, whole, cut);
    const events = isConverse(whole) ? converseEvents(whole, cut) : undefined;
    return events && framed(reply, events.flatMap(namedFrames));
  },
});

/** The other vendors' own streams differ from model to model. */
function splitInvoked(reply: CollectedReply, whole: JsonObject, cut: TextCutter): StreamedReply | undefined {
  const events = invokedEvents(whole, cut);
  const last = events?.pop();
  if (events === undefined || last === undefined) return undefined;
  const metrics = metricsOf(reply.headers, whole['usage']);
  const chunks = [...events, { ...last, [invocationMetrics]: metrics }].map((event) =>
    frame('chunk', { bytes: Buffer.from(JSON.stringify(event)).toString('base64') }),
  );
  return framed({ ...reply, headers: streamedHeaders(reply.headers) }, chunks);
}

function invokedEvents(whole: JsonObject, cut: TextCutter): JsonObject[] | undefined {
  if (whole['type'] === 'message') return messageEvents(whole, cut).filter(({ type }) => type !== 'ping');
  if (typeof whole['completion'] === 'string') return completionEvents(whole, cut);
  if (!isConverse(whole)) return undefined;
  const events = converseEvents(whole, cut);
  const metadata = objectOf(events?.pop()?.['metadata']);
  return events && [...events, { metadata: { ...metadata, metrics: {}, trace: {} } }];
}

function isConverse(whole: JsonObject): boolean {
  return objectOf(objectOf(whole['output'])?.['message']) !== undefined;
}

/** Nova's own stream has the fields of Converse's, but empty where the whole message has none. */
function novaMessage(converse: JsonObject): JsonObject {
  const filled = Object.entries(converse).filter(
    ([name, value]) => !((name === 'metrics' || name === 'trace') && Object.keys(objectOf(value) ?? {}).length === 0),
  );
  return Object.fromEntries(filled);
}

function withoutMetrics({ [invocationMetrics]: _, ...message }: JsonObject): JsonObject {
  return message;
}

function framed(reply: CollectedReply, frames: readonly Uint8Array[]): StreamedReply {
  return streamReply(reply, frames, 'application/vnd.amazon.eventstream');
}

function namedFrames(event: JsonObject): Uint8Array[] {
  return Object.entries(event).map(([name, value]) => frame(name, value));
}

function frame(event: string, value: unknown): Uint8Array {
  return encodeFrame({
    headers: [
      { name: ':event-type', type: 'string', value: event },
      { name: ':content-type', type: 'string', value: 'application/json' },
      { name: ':message-type', type: 'string', value: 'event' },
    ],
    payload: Buffer.from(JSON.stringify(value)),
  });
}
