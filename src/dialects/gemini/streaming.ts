/** Gemini's answers as streams, SSE or a JSON array, and such streams put together. */

import { encodeEvent } from '../../codec/sse.ts';
import type { CollectedReply, StreamedReply, Streaming, TextCutter } from '../../core/dialect.ts';
import { pathOf, queryOf, type SimRequest } from '../../core/request.ts';
import { type JsonObject, jsonObjectIn, labelIn } from '../json-shape.ts';
import { streamReply, wholeReply } from '../reply-form.ts';
import { withFields } from '../request-fields.ts';
import { segmentsOf } from '../request-path.ts';
import { withinTheStack } from '../within-the-stack.ts';
import { interactionEvents } from './interaction-events.ts';
import { joinInteraction } from './join-interaction.ts';
import { joinResponses } from './join-responses.ts';
import { splitResponse } from './split-response.ts';
import { streamValues } from './stream-values.ts';

/** As Google's front ends write it. */
const json = 'application/json; charset=UTF-8';

/** https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent */
export const geminiStreaming: Streaming = withinTheStack({
  otherForms(request) {
    const path = pathOf(request.target);
    const query = withoutSse(request);
    if (path.endsWith(':streamGenerateContent')) {
      const collecting = path.replace(/:streamGenerateContent$/, ':generateContent');
      return [{ ...request, target: withQuery(collecting, query) }];
    }
    if (path.endsWith(':generateContent')) {
      const streaming = path.replace(/:generateContent$/, ':streamGenerateContent');
      return [['alt=sse', ...query], [...query, 'alt=sse'], query].map((parts) => ({
        ...request,
        target: withQuery(streaming, parts),
      }));
    }
    return request.method === 'POST' && segmentsOf(path).at(-1) === 'interactions' ? otherInteractions(request) : [];
  },

  join(reply) {
    const values = reply.status === 200 ? streamValues(reply.body) : undefined;
    if (values === undefined) return undefined;
    const whole = values[0]?.['event_type'] === undefined ? joinResponses(values) : joinInteraction(values);
    return whole === undefined ? undefined : wholeReply(reply, whole, json);
  },

  split(reply, request, cut) {
    const whole = reply.status === 200 ? jsonObjectIn(reply.body) : undefined;
    if (whole === undefined || whole['error'] !== undefined) return undefined;
    if (Array.isArray(whole['steps'])) return splitInteraction(reply, whole, cut);
    if (whole['candidates'] === undefined && whole['promptFeedback'] === undefined) return undefined;
    const responses = splitResponse(whole, cut);
    if (!asksForSse(request)) return streamReply(reply, arrayPieces(responses), json);
    const events = responses.map((response) => encodeEvent({ data: JSON.stringify(response) }, '\r\n'));
    return streamReply(reply, events, 'text/event-stream');
  },
});

/** The body says whether an interaction is streamed; some clients write `alt=sse` as well. */
function otherInteractions(request: SimRequest): readonly SimRequest[] {
  const path = pathOf(request.target);
  const query = withoutSse(request);
  const streamed = jsonObjectIn(request.body)?.['stream'] === true;
  const targets = [withQuery(path, query), ...(streamed ? [] : [withQuery(path, ['alt=sse', ...query])])];
  const forms = streamed ? [undefined, false] : [true];
  return targets.flatMap((target) =>
    forms.map((stream) => withFields({ ...request, target }, { stream })).filter((form) => form !== undefined),
  );
}

function withoutSse({ target }: SimRequest): readonly string[] {
  return (queryOf(target) ?? '').split('&').filter((part) => part !== '' && part !== 'alt=sse');
}

function withQuery(path: string, query: readonly string[]): string {
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

function asksForSse({ target }: SimRequest): boolean {
  return (queryOf(target) ?? '').split('&').includes('alt=sse');
}

function splitInteraction(reply: CollectedReply, whole: JsonObject, cut: TextCutter): StreamedReply | undefined {
  const values = interactionEvents(whole, cut);
  if (values === undefined) return undefined;
  const events = values.map((value) =>
    encodeEvent({ event: labelIn(value['event_type']), data: JSON.stringify(value) }),
  );
  return streamReply(reply, [...events, encodeEvent({ event: 'done', data: '[DONE]' })], 'text/event-stream');
}

/** As Google writes it: an array whose elements come one by one, indented, with `,` and CRLF between them. */
function arrayPieces(values: readonly JsonObject[]): readonly string[] {
  return values.map((value, i) => {
    const text = JSON.stringify(value, undefined, 2);
    return `${i === 0 ? '[' : ',\r\n'}${text}\n${i === values.length - 1 ? ']' : ''}`;
  });
}
