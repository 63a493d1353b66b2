/** Ollama's chat and generate as lines of a stream, and such lines put together. */

import type { CollectedReply, StreamedReply, Streaming, TextCutter } from '../../core/dialect.ts';
import { type JsonObject, jsonObjectIn, objectOf, stringOf } from '../json-shape.ts';
import { type Delta, mergeDelta } from '../merge-delta.ts';
import { replyEvents } from '../reply-events.ts';
import { streamReply, wholeReply } from '../reply-form.ts';
import { withFields } from '../request-fields.ts';
import { segmentsOf } from '../request-path.ts';

const answers: ReadonlySet<string> = new Set(['chat', 'generate']);

/** https://github.com/ollama/ollama/blob/main/docs/api.md: a stream unless `stream` is false. */
export const ollamaStreaming: Streaming = {
  otherForms(request) {
    const body = jsonObjectIn(request.body);
    if (body === undefined || !answers.has(segmentsOf(request.target).at(-1) ?? '')) return [];
    const forms = body['stream'] === false ? [undefined, true] : [false];
    return forms.map((stream) => withFields(request, { stream })).filter((form) => form !== undefined);
  },
  join: joinLines,
  split: splitAnswer,
};

function joinLines(reply: CollectedReply): CollectedReply | undefined {
  const lines = reply.status === 200 ? replyEvents(reply.body).map(({ value }) => value) : [];
  const last = lines.at(-1);
  if (last?.['done'] !== true || lines.some(({ error }) => error !== undefined)) return undefined;
  const message: Delta = {};
  const said: Delta = {};
  for (const line of lines) {
    const { role, ...spoken } = objectOf(line['message']) ?? {};
    if (role !== undefined) message['role'] = role;
    mergeDelta(message, spoken);
    for (const name of ['response', 'thinking']) {
      if (typeof line[name] === 'string') mergeDelta(said, { [name]: line[name] });
    }
  }
  const { model, created_at, message: _, response: __, thinking: ___, ...end } = last;
  if (!('role' in message) && said['response'] === undefined) return undefined;
  const answer = 'role' in message ? { message } : said;
  return wholeReply(reply, { model, created_at, ...answer, ...end }, 'application/json; charset=utf-8');
}

function splitAnswer(reply: CollectedReply, _request: unknown, cut: TextCutter): StreamedReply | undefined {
  const whole = reply.status === 200 ? jsonObjectIn(reply.body) : undefined;
  const message = objectOf(whole?.['message']);
  if (whole?.['done'] !== true || (message === undefined && typeof whole['response'] !== 'string')) return undefined;
  const lines = message === undefined ? generated(whole, cut) : chatted(whole, message, cut);
  return streamReply(
    reply,
    lines.map((line) => `${JSON.stringify(line)}\n`),
    'application/x-ndjson',
  );
}

function chatted(whole: JsonObject, message: JsonObject, cut: TextCutter): JsonObject[] {
  const { model, created_at, message: _, ...end } = whole;
  const { role, content, thinking, ...others } = message;
  const line = (said: JsonObject) => ({ model, created_at, message: { role, ...said }, done: false });
  return [
    ...cut(stringOf(thinking) ?? '').map((piece) => line({ content: '', thinking: piece })),
    ...cut(stringOf(content) ?? '').map((piece) => line({ content: piece })),
    // Calls come whole, in a line of their own.
    ...(Object.keys(others).length === 0 ? [] : [line({ content: '', ...others })]),
    { model, created_at, message: { role, content: '' }, ...end },
  ];
}

function generated(whole: JsonObject, cut: TextCutter): JsonObject[] {
  const { model, created_at, response, thinking, ...end } = whole;
  const line = (said: JsonObject) => ({ model, created_at, ...said, done: false });
  return [
    ...cut(stringOf(thinking) ?? '').map((piece) => line({ response: '', thinking: piece })),
    ...cut(stringOf(response) ?? '').map((piece) => line({ response: piece })),
    { model, created_at, response: '', ...end },
  ];
}
