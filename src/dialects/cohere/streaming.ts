/** Cohere's chat as streams, and such streams put together: version 2 in events, version 1 in lines. */

import { encodeEvent } from '../../codec/sse.ts';
import type { Streaming } from '../../core/dialect.ts';
import { jsonObjectIn, labelIn, objectOf } from '../json-shape.ts';
import { replyEvents } from '../reply-events.ts';
import { streamReply, wholeReply } from '../reply-form.ts';
import { withFields } from '../request-fields.ts';
import { segmentsOf } from '../request-path.ts';
import { withinTheStack } from '../within-the-stack.ts';
import { joinMessage } from './join-message.ts';
import { messageEvents } from './message-events.ts';
import { responseIn, version1Events } from './version-1-events.ts';

export const cohereStreaming: Streaming = withinTheStack({
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
    if (objectOf(whole['message']) !== undefined) {
      const events = messageEvents(whole, cut)?.map((event) =>
        encodeEvent({ event: labelIn(event['type']), data: JSON.stringify(event) }),
      );
      return events && streamReply(reply, [...events, encodeEvent({ data: '[DONE]' })], 'text/event-stream');
    }
    if (typeof whole['text'] !== 'string' || whole['generation_id'] === undefined) return undefined;
    const lines = version1Events(whole, cut).map((event) => `${JSON.stringify(event)}\n`);
    return streamReply(reply, lines, 'application/stream+json');
  },
});
