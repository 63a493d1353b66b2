/** Messages as streams of server-sent events, and such streams put together. */

import { encodeEvent } from '../../codec/sse.ts';
import type { Streaming } from '../../core/dialect.ts';
import { joinMessage, messageEvents } from '../anthropic-events.ts';
import { jsonObjectIn } from '../json-shape.ts';
import { replyEvents } from '../reply-events.ts';
import { streamReply, wholeReply } from '../reply-form.ts';
import { withFields } from '../request-fields.ts';

export const messagesStreaming: Streaming = {
  otherForms(request) {
    const body = jsonObjectIn(request.body);
    if (body === undefined || request.method !== 'POST' || body['messages'] === undefined) return [];
    const form = withFields(request, { stream: body['stream'] === true ? undefined : true });
    return form === undefined ? [] : [form];
  },

  join(reply) {
    const message = reply.status === 200 ? joinMessage(replyEvents(reply.body).map(({ value }) => value)) : undefined;
    return message === undefined ? undefined : wholeReply(reply, message);
  },

  split(reply, _request, cut) {
    const message = reply.status === 200 ? jsonObjectIn(reply.body) : undefined;
    if (message?.['type'] !== 'message') return undefined;
    const events = messageEvents(message, cut).map((event) =>
      encodeEvent({ event: String(event['type']), data: JSON.stringify(event) }),
    );
    return streamReply(reply, events);
  },
};
