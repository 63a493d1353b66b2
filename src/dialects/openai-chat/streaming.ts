/** Chat completions and legacy completions as streams, and streams put together, as OpenAI and its kin send them. */

import { encodeEvent } from '../../codec/sse.ts';
import type { CollectedReply, StreamedReply, Streaming, TextCutter } from '../../core/dialect.ts';
import type { SimRequest } from '../../core/request.ts';
import { nestedError } from '../error-text.ts';
import { interleaved } from '../interleaved.ts';
import { arrayOf, type JsonObject, jsonObjectIn, numberOf, objectOf, objectsOf, stringOf } from '../json-shape.ts';
import { type Delta, mergeDelta } from '../merge-delta.ts';
import { replyEvents } from '../reply-events.ts';
import { streamReply, wholeReply } from '../reply-form.ts';
import { withFields } from '../request-fields.ts';

export const chatStreaming: Streaming = {
  otherForms(request) {
    const body = jsonObjectIn(request.body);
    if (body === undefined || request.method !== 'POST') return [];
    const forms =
      body['stream'] === true
        ? [withFields(request, { stream: undefined, stream_options: undefined })]
        : [
            withFields(request, { stream: true }),
            withFields(request, { stream: true, stream_options: { include_usage: true } }),
          ];
    return forms.filter((form) => form !== undefined);
  },
  join: joinChunks,
  split: splitCompletion,
};

/** Fields of a chunk that are not part of the answer; `obfuscation` only hides its length. */
const ofTheChunk: ReadonlySet<string> = new Set(['object', 'choices', 'usage', 'obfuscation']);

function joinChunks(reply: CollectedReply): CollectedReply | undefined {
  if (reply.status !== 200 || !isEnded(reply)) return undefined;
  const chunks = replyEvents(reply.body).map(({ value }) => value);
  if (chunks.some((chunk) => nestedError(chunk) !== undefined)) return undefined;
  // Azure's first chunk has no choice and an empty `object`, so the choices tell what it is. Together sends `text` beside `delta`.
  const legacy = !chunks.some(({ choices }) => objectsOf(choices).some(({ delta }) => delta !== undefined));
  const head: Delta = {};
  const choices = new Map<number, JoinedChoice>();
  let usage: unknown;
  for (const chunk of chunks) {
    for (const [name, value] of Object.entries(chunk)) {
      if (!ofTheChunk.has(name) && value !== null && value !== '') head[name] ??= value;
    }
    usage = objectOf(chunk['usage']) ?? objectOf(objectOf(chunk['x_groq'])?.['usage']) ?? usage;
    for (const [position, choice] of objectsOf(chunk['choices']).entries()) {
      const index = numberOf(choice['index']) ?? position;
      let joined = choices.get(index);
      if (joined === undefined) {
        joined = new JoinedChoice(index, legacy);
        choices.set(index, joined);
      }
      joined.add(choice);
    }
  }
  const all = [...choices.values()].sort((one, other) => one.index - other.index);
  if (all.length === 0 || !all.every(({ finished }) => finished)) return undefined;
  const { id, created, model, ...rest } = head;
  return wholeReply(reply, {
    id,
    object: legacy ? 'text_completion' : 'chat.completion',
    created,
    model,
    choices: all.map((choice) => choice.value()),
    ...(usage === undefined ? {} : { usage }),
    ...rest,
  });
}

/** Nearly all send `[DONE]` last; a stream without it may be cut between two choices. */
function isEnded({ body }: CollectedReply): boolean {
  return Buffer.from(body.subarray(-64)).toString('latin1').trimEnd().endsWith('data: [DONE]');
}

class JoinedChoice {
  readonly index: number;
  readonly #legacy: boolean;
  readonly #message: Delta = {};
  readonly #calls: Delta[] = [];
  readonly #rest: Delta = {};
  #text = '';
  #logprobs: Delta | undefined;
  #finish: unknown;

  constructor(index: number, legacy: boolean) {
    this.index = index;
    this.#legacy = legacy;
  }

  get finished(): boolean {
    return typeof this.#finish === 'string';
  }

  add(choice: JsonObject): void {
    const { index: _, delta, message: __, text, logprobs, finish_reason: finish, ...rest } = choice;
    if (typeof finish === 'string') this.#finish = finish;
    if (typeof text === 'string') this.#text += text;
    const probabilities = objectOf(logprobs);
    if (probabilities !== undefined) {
      this.#logprobs ??= {};
      mergeDelta(this.#logprobs, probabilities);
    }
    for (const [name, value] of Object.entries(rest)) if (value !== null) this.#rest[name] = value;
    const { role, content, tool_calls: calls, ...said } = objectOf(delta) ?? {};
    if (typeof role === 'string') this.#message['role'] ??= role;
    if (content !== undefined) this.#message['content'] = addedContent(this.#message['content'], content);
    for (const [name, value] of Object.entries(said)) {
      // A number is about this chunk: Together's `token_id`.
      if (typeof value !== 'number') mergeDelta(this.#message, { [name]: value });
    }
    for (const call of objectsOf(calls)) this.#addCall(call);
  }

  /** A piece with another id than the one known at its index begins a new call: some servers give all calls index 0. */
  #addCall(piece: JsonObject): void {
    const { index, ...rest } = piece;
    const at = numberOf(index) ?? this.#calls.length;
    const known = this.#calls.findLast((call) => call['index'] === at);
    if (known === undefined || (typeof rest['id'] === 'string' && rest['id'] !== '' && rest['id'] !== known['id'])) {
      this.#calls.push({ index: at, ...structuredClone(rest) });
      return;
    }
    const { id: _, type: __, ...more } = rest;
    mergeDelta(known, more);
  }

  value(): JsonObject {
    const calls = this.#calls.map(({ index: _, ...call }) => call);
    const { role = 'assistant', content = null, refusal, ...rest } = this.#message;
    const said = this.#legacy
      ? { text: this.#text }
      : {
          message: {
            role,
            content,
            ...(refusal === undefined ? {} : { refusal }),
            ...rest,
            ...(calls.length === 0 ? {} : { tool_calls: calls }),
          },
        };
    return { index: this.index, ...said, logprobs: this.#logprobs ?? null, finish_reason: this.#finish, ...this.#rest };
  }
}

/** Text continues text; with parts (Mistral's thinking) it is a part of its own, and parts of one kind are one. */
function addedContent(known: unknown, content: unknown): unknown {
  if (!Array.isArray(known) && !Array.isArray(content)) {
    return typeof content === 'string' ? (stringOf(known) ?? '') + content : (known ?? null);
  }
  const parts = Array.isArray(known) ? objectsOf(known) : textParts(known);
  for (const part of Array.isArray(content) ? objectsOf(content) : textParts(content)) {
    const last = parts.at(-1);
    if (last === undefined || last['type'] !== part['type']) parts.push(structuredClone(part));
    else parts[parts.length - 1] = joinedParts(last, part);
  }
  return parts;
}

function textParts(content: unknown): JsonObject[] {
  return typeof content === 'string' && content !== '' ? [{ type: 'text', text: content }] : [];
}

function joinedParts(one: JsonObject, other: JsonObject): JsonObject {
  const thought = (part: JsonObject) =>
    objectsOf(part['thinking'])
      .map(({ text }) => stringOf(text) ?? '')
      .join('');
  if (one['thinking'] === undefined) return { ...one, text: `${one['text'] ?? ''}${other['text'] ?? ''}` };
  return { ...one, thinking: [{ type: 'text', text: thought(one) + thought(other) }] };
}

function splitCompletion(reply: CollectedReply, request: SimRequest, cut: TextCutter): StreamedReply | undefined {
  const whole = reply.status === 200 ? jsonObjectIn(reply.body) : undefined;
  const legacy = whole?.['object'] === 'text_completion';
  if (whole === undefined || (!legacy && whole['object'] !== 'chat.completion')) return undefined;
  const { id, object: _, created, model, choices, usage, ...rest } = whole;
  const withUsage = objectOf(jsonObjectIn(request.body)?.['stream_options'])?.['include_usage'] === true;
  const head = { id, object: legacy ? 'text_completion' : 'chat.completion.chunk', created, model, ...rest };
  const chunk = (ofChoices: readonly object[], used?: unknown) =>
    encodeEvent({
      data: JSON.stringify({ ...head, choices: ofChoices, ...(withUsage ? { usage: used ?? null } : {}) }),
    });
  const said = objectsOf(choices).map((choice) => (legacy ? textPieces(choice, cut) : deltas(choice, cut)));
  const events = interleaved(said).map((piece) => chunk([piece]));
  if (withUsage && usage !== undefined) events.push(chunk([], usage));
  return streamReply(reply, [...events, encodeEvent({ data: '[DONE]' })]);
}

function textPieces(choice: JsonObject, cut: TextCutter): JsonObject[] {
  const { index, text, logprobs, finish_reason, ...rest } = choice;
  const probabilities = objectOf(logprobs);
  const tokens = arrayOf(probabilities?.['tokens']).flatMap((token) => stringOf(token) ?? []);
  const whole = stringOf(text) ?? '';
  const byToken = tokens.length > 0 && tokens.join('') === whole;
  const pieces = (byToken ? tokens : cut(whole)).map((piece, i) => ({
    index,
    text: piece,
    logprobs: byToken && probabilities !== undefined ? sliceOf(probabilities, i) : null,
    finish_reason: null,
  }));
  return [...pieces, { index, text: '', logprobs: null, finish_reason, ...rest }];
}

function sliceOf(probabilities: JsonObject, i: number): JsonObject {
  return Object.fromEntries(
    Object.entries(probabilities).map(([name, value]) => [name, Array.isArray(value) ? value.slice(i, i + 1) : value]),
  );
}

/** The choices of all chunks of one choice: who speaks, what it says piece by piece, and why it ends. */
function deltas(choice: JsonObject, cut: TextCutter): JsonObject[] {
  const { index, message, logprobs, finish_reason, ...rest } = choice;
  const { role, content, refusal, tool_calls: calls, annotations, ...said } = objectOf(message) ?? {};
  const piece = (delta: object, probabilities: unknown = null) => ({
    index,
    delta,
    logprobs: probabilities,
    finish_reason: null,
  });
  const text = stringOf(content);
  const opening = piece({
    role: role ?? 'assistant',
    content: text === undefined ? null : '',
    ...(refusal === undefined ? {} : { refusal: refusal === null ? null : '' }),
  });
  // Text under other names is reasoning, and goes before the answer; the rest comes whole.
  const spoken = Object.entries(said).filter(([, value]) => typeof value === 'string');
  const others = Object.entries(said).filter(([, value]) => typeof value !== 'string' && value !== null);
  const notes = arrayOf(annotations);
  return [
    opening,
    ...spoken.flatMap(([name, value]) => cut(String(value)).map((part) => piece({ [name]: part }))),
    ...contentPieces(content, objectOf(logprobs), cut).map(([delta, probabilities]) => piece(delta, probabilities)),
    ...cut(stringOf(refusal) ?? '').map((part) => piece({ refusal: part })),
    ...objectsOf(calls).flatMap((call, at) => callPieces(call, at, cut).map((one) => piece({ tool_calls: [one] }))),
    ...(others.length === 0 ? [] : [piece(Object.fromEntries(others))]),
    ...(notes.length === 0 ? [] : [piece({ annotations: notes })]),
    { index, delta: {}, logprobs: null, finish_reason, ...rest },
  ];
}

function contentPieces(content: unknown, logprobs: JsonObject | undefined, cut: TextCutter): [object, unknown][] {
  const text = stringOf(content);
  if (text === undefined)
    return objectsOf(content).flatMap((part) =>
      partPieces(part, cut).map((piece): [object, unknown] => [{ content: piece }, null]),
    );
  const entries = objectsOf(logprobs?.['content']);
  const tokens = entries.map(({ token }) => stringOf(token) ?? '');
  if (tokens.join('') !== text || tokens.length === 0) return cut(text).map((part) => [{ content: part }, null]);
  return entries.map((entry, i) => [{ content: tokens[i] }, { content: [entry], refusal: null }]);
}

/** https://docs.mistral.ai/capabilities/reasoning/: thoughts as parts, text as text. */
function partPieces(part: JsonObject, cut: TextCutter): unknown[] {
  const text = stringOf(part['text']);
  if (text !== undefined) return [...cut(text)];
  const thoughts = objectsOf(part['thinking']).flatMap((thought) => cut(stringOf(thought['text']) ?? ''));
  return thoughts.map((thought) => [{ type: 'thinking', thinking: [{ type: 'text', text: thought }] }]);
}

/** First its name with no arguments yet, then these in pieces. */
function callPieces(call: JsonObject, at: number, cut: TextCutter): JsonObject[] {
  const field = objectOf(call['custom']) === undefined ? 'function' : 'custom';
  const said = field === 'function' ? 'arguments' : 'input';
  const called = objectOf(call[field]) ?? {};
  const text = stringOf(called[said]) ?? '';
  const opening = { index: at, ...call, [field]: { ...called, [said]: '' } };
  return [opening, ...cut(text).map((part) => ({ index: at, [field]: { [said]: part } }))];
}
