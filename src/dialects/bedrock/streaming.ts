/** Bedrock's answers as AWS event streams, and such streams put together: Converse, and Claude's own messages. */

import { encodeFrame } from '../../codec/aws-event-stream.ts';
import type { CollectedReply, StreamedReply, Streaming } from '../../core/dialect.ts';
import { pathOf, queryOf } from '../../core/request.ts';
import { joinMessage, messageEvents } from '../anthropic-events.ts';
import { type JsonObject, jsonObjectIn, objectOf } from '../json-shape.ts';
import { streamReply, wholeReply } from '../reply-form.ts';
import { bedrockModel } from './claims.ts';
import { converseEvents, joinConverse } from './converse-events.ts';
import { eventStreamValues } from './event-stream-values.ts';

/** The operations of one path, without and with a stream. */
const otherOperation: Readonly<Record<string, string>> = {
  converse: 'converse-stream',
  'converse-stream': 'converse',
  invoke: 'invoke-with-response-stream',
  'invoke-with-response-stream': 'invoke',
};

const contentType = 'application/vnd.amazon.eventstream';

export const bedrockStreaming: Streaming = {
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
    const whole = joinConverse(values) ?? joinInvoked(values);
    return whole === undefined ? undefined : wholeReply(reply, whole);
  },

  split(reply, request, cut): StreamedReply | undefined {
    const whole = reply.status === 200 ? jsonObjectIn(reply.body) : undefined;
    if (whole === undefined || bedrockModel(request.target) === undefined) return undefined;
    if (objectOf(objectOf(whole['output'])?.['message']) !== undefined) {
      return framed(
        reply,
        converseEvents(whole, cut).flatMap((event) => Object.entries(event).map(([name, value]) => frame(name, value))),
      );
    }
    // The other vendors' own streams differ from model to model.
    if (whole['type'] !== 'message') return undefined;
    return framed(
      reply,
      messageEvents(whole, cut)
        .filter(({ type }) => type !== 'ping')
        .map(invokedFrame),
    );
  },
};

/** Bedrock adds how long it took to the last event. */
function joinInvoked(values: readonly JsonObject[]): JsonObject | undefined {
  return values.some(({ error }) => error !== undefined) ? undefined : joinMessage(values);
}

function framed(reply: CollectedReply, frames: readonly Uint8Array[]): StreamedReply {
  return streamReply(reply, frames, contentType);
}

function invokedFrame(value: JsonObject): Uint8Array {
  return frame('chunk', { bytes: Buffer.from(JSON.stringify(value)).toString('base64') });
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
