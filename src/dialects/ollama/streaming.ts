/** Ollama's chat and generate as lines of a stream, and such lines put together. */

import type { CollectedReply, StreamedReply, Streaming, TextCutter } from '../../core/dialect.ts';
import type { SimRequest } from '../../core/request.ts';
import { type JsonObject, jsonObjectIn, objectOf, objectsOf, stringOf } from '../json-shape.ts';
import { type Delta, mergeDelta } from '../merge-delta.ts';
import { tokenPieces } from '../openai-chat-token-pieces.ts';
import { replyEvents } from '../reply-events.ts';
import { streamReply, wholeReply } from '../reply-form.ts';
import { withFields } from '../request-fields.ts';
import { segmentsOf } from '../request-path.ts';
import { withinTheStack } from '../within-the-stack.ts';

const answers: ReadonlySet<string> = new Set(['chat', 'generate']);

/** https://github.com/ollama/ollama/blob/main/docs/api.md: a stream unless `stream` is false. */
export const ollamaStreaming: Streaming = withinTheStack({
  otherForms,
  join: joinLines,
  split: (reply, _request, cut) => splitAnswer(reply, cut),
});

/** Sent or not, `stream: true` is one request (`canonical.ts`); where everything counts, it is two. */
function otherForms(request: SimRequest): readonly SimRequest[] {
  const body = jsonObjectIn(request.body);
  if (body === undefined || !answers.has(segmentsOf(request.target).at(-1) ?? '')) return [];
  const forms = body['stream'] === false ? [undefined, true] : [false];
  return forms.map((stream) => withFields(request, { stream })).filter((form) => form !== undefined);
}

/** What continues from line to line; of all else the last line has the last word. */
const continued: ReadonlySet<string> = new Set(['response', 'thinking', 'logprobs', 'tool_calls']);

function joinLines(reply: CollectedReply): CollectedReply | undefined {
  const lines = reply.status === 200 ? replyEvents(reply.body).map(({ value }) => value) : [];
  if (lines.at(-1)?.['done'] !== true || lines.some(({ error }) => error !== undefined)) return undefined;
  const message: Delta = {};
  const said: Delta = {};
  const head: Delta = {};
  for (const { message: ofLine, ...line } of lines) {
    const { role, ...spoken } = objectOf(ofLine) ?? {};
    if (role !== undefined) message['role'] = role;
    mergeDelta(message, spoken);
    for (const [name, value] of Object.entries(line)) {
      if (continued.has(name)) mergeDelta(said, { [name]: value });
      else head[name] = value;
    }
  }
  const isChat = 'role' in message;
  if (!isChat && typeof said['response'] !== 'string') return undefined;
  const { model, created_at, ...end } = head;
  const answer = { model, created_at, ...(isChat ? { message } : {}), ...said, ...end };
  return wholeReply(reply, answer, 'application/json; charset=utf-8');
}

function splitAnswer(reply: CollectedReply, cut: TextCutter): StreamedReply | undefined {
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
  const { message: _, logprobs, ...end } = whole;
  const { role, content, thinking, ...others } = message;
  const head = headOf(whole);
  const line = (said: JsonObject, more: JsonObject = {}) => ({
    ...head,
    message: { role, ...said },
    done: false,
    ...more,
  });
  const texts = spoken(stringOf(content) ?? '', logprobs, cut);
  return [
    ...cut(stringOf(thinking) ?? '').map((piece) => line({ content: '', thinking: piece })),
    ...texts.map(({ piece, beside }) => line({ content: piece }, beside)),
    // Calls come whole, in a line of their own.
    ...(Object.keys(others).length === 0 ? [] : [line({ content: '', ...others })]),
    { ...head, message: { role, content: '' }, ...end, ...left(texts, logprobs) },
  ];
}

function generated(whole: JsonObject, cut: TextCutter): JsonObject[] {
  const { response, thinking, tool_calls: calls, logprobs, ...end } = whole;
  const head = headOf(whole);
  const line = (said: JsonObject, more: JsonObject = {}) => ({ ...head, ...said, done: false, ...more });
  const texts = spoken(stringOf(response) ?? '', logprobs, cut);
  return [
    ...cut(stringOf(thinking) ?? '').map((piece) => line({ response: '', thinking: piece })),
    ...texts.map(({ piece, beside }) => line({ response: piece }, beside)),
    ...(calls === undefined ? [] : [line({ response: '', tool_calls: calls })]),
    { ...head, response: '', ...end, ...left(texts, logprobs) },
  ];
}

/** What every line says; `remote_…` where the model runs elsewhere (https://docs.ollama.com/cloud). */
function headOf({ model, remote_model, remote_host, created_at }: JsonObject): JsonObject {
  return { model, remote_model, remote_host, created_at };
}

interface Spoken {
  readonly piece: string;
  readonly beside: JsonObject;
}

function spoken(text: string, logprobs: unknown, cut: TextCutter): readonly Spoken[] {
  return tokenPieces(text, objectsOf(logprobs), cut).map(({ text: piece, entries }) => ({
    piece,
    beside: entries.length === 0 ? {} : { logprobs: entries },
  }));
}

/** Where nothing was spoken, no line before the last had them. */
function left(texts: readonly Spoken[], logprobs: unknown): JsonObject {
  return texts.length > 0 || logprobs === undefined ? {} : { logprobs };
}
