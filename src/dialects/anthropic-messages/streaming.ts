/** Messages and legacy completions as streams of server-sent events, and such streams put together. */

import { encodeEvent } from '../../codec/sse.ts';
import type { Streaming } from '../../core/dialect.ts';
import { completionEvents, joinCompletion } from '../anthropic-completion.ts';
import { messageEvents } from '../anthropic-events.ts';
import { joinMessage } from '../anthropic-join.ts';
import { type JsonObject, jsonObjectIn, labelIn } from '../json-shape.ts';
import { replyEvents } from '../reply-events.ts';
import { streamReply, wholeReply } from '../reply-form.ts';
import { withFields } from '../request-fields.ts';
import { withinTheStack } from '../within-the-stack.ts';
import { claimsAnthropic, otherVertexTarget } from './claims.ts';

export const messagesStreaming: Streaming = withinTheStack({
  otherForms(request) {
    const endpoint = claimsAnthropic(request)?.endpoint;
    if (request.method !== 'POST' || (endpoint !== 'messages' && endpoint !== 'complete')) return [];
    const body = jsonObjectIn(request.body);
    const form = withFields(request, { stream: body?.['stream'] === true ? undefined : true });
    return form === undefined ? [] : [{ ...form, target: otherVertexTarget(form.target) ?? form.target }];
  },

  join(reply) {
    if (reply.status !== 200) return undefined;
    const events = replyEvents(reply.body).map(({ value }) => value);
    // One event alone may as well be the whole answer.
    const whole = joinMessage(events) ?? (events.length > 1 ? joinCompletion(events) : undefined);
    return whole === undefined ? undefined : wholeReply(reply, whole);
  },

  split(reply, _request, cut) {
    const whole = reply.status === 200 ? jsonObjectIn(reply.body) : undefined;
    if (whole?.['type'] === 'message') return streamReply(reply, messageEvents(whole, cut).map(encoded));
    if (whole?.['type'] === 'completion') return streamReply(reply, completionEvents(whole, cut).map(encoded));
    return undefined;
  },
});

function encoded(event: JsonObject): Uint8Array {
  const name = labelIn(event['type']);
  // The one event that Anthropic writes with a space.
  return encodeEvent({ event: name, data: name === 'ping' ? '{"type": "ping"}' : JSON.stringify(event) });
}
