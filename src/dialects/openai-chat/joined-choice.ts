/** One choice of a completion, put together from what its chunks say. */

import { arrayOf, type JsonObject, objectOf, objectsOf, stringOf, textIn } from '../json-shape.ts';
import { type Delta, mergeDelta } from '../merge-delta.ts';
import { addCalled, JoinedCalls } from './joined-calls.ts';
import { addedContent } from './joined-content.ts';
import { addedDetails } from './joined-details.ts';

/** Words about this piece and not of the message: Groq names the channel it came through. */
const ofThePiece: ReadonlySet<string> = new Set(['channel']);

export class JoinedChoice {
  readonly index: number;
  readonly #legacy: boolean;
  readonly #message: Delta = {};
  readonly #calls = new JoinedCalls();
  readonly #rest: Delta = {};
  #text = '';
  #logprobs: Delta | null | undefined;
  #finish: string | undefined;

  /** @param legacy of a completion without messages */
  constructor(index: number, legacy: boolean) {
    this.index = index;
    this.#legacy = legacy;
  }

  get finished(): boolean {
    return this.#finish !== undefined;
  }

  add(choice: JsonObject): void {
    const { index: _, delta, message: __, text, logprobs, finish_reason: finish, ...rest } = choice;
    this.#finish = textIn(finish) ?? this.#finish;
    this.#text += stringOf(text) ?? '';
    this.#addLogprobs(logprobs);
    for (const [name, value] of Object.entries(rest)) this.#rest[name] = continued(this.#rest[name], value);
    const { role, content, tool_calls: calls, ...said } = objectOf(delta) ?? {};
    if (typeof role === 'string') this.#message['role'] ??= role;
    if (content !== undefined) this.#message['content'] = addedContent(this.#message['content'], content);
    for (const [name, value] of Object.entries(said)) this.#addField(name, value);
    for (const call of objectsOf(calls)) this.#calls.add(call);
  }

  value(): JsonObject {
    const { role = 'assistant', content = null, refusal, ...rest } = this.#message;
    const message = {
      role,
      content,
      ...(refusal === undefined ? {} : { refusal }),
      ...rest,
      ...(this.#calls.empty ? {} : { tool_calls: this.#calls.values() }),
    };
    return {
      index: this.index,
      ...(this.#legacy ? { text: this.#text } : { message }),
      ...(this.#logprobs === undefined ? {} : { logprobs: this.#logprobs }),
      finish_reason: this.#finish,
      ...this.#rest,
    };
  }

  #addLogprobs(logprobs: unknown): void {
    const probabilities = objectOf(logprobs);
    if (logprobs === null) this.#logprobs ??= null;
    if (probabilities === undefined) return;
    this.#logprobs ??= {};
    mergeDelta(this.#logprobs, probabilities);
  }

  #addField(name: string, value: unknown): void {
    // A number is about this piece too: Together's `token_id`.
    if (ofThePiece.has(name) || typeof value === 'number') return;
    const known = objectOf(this.#message[name]);
    const object = objectOf(value);
    if (name === 'function_call' && object !== undefined) this.#message[name] = addCalled(known ?? {}, object);
    else if (name === 'audio' && object !== undefined) this.#message[name] = addedAudio(known ?? {}, object);
    else if (name === 'reasoning_details') {
      this.#message[name] = addedDetails(arrayOf(this.#message[name]), objectsOf(value));
    } else mergeDelta(this.#message, { [name]: value });
  }
}

/** Beside the delta, lists continue (vLLM's `token_ids`), and what Azure's filters found stays when a later chunk has nothing. */
function continued(known: unknown, value: unknown): unknown {
  if (value === null || value === undefined) return known ?? value;
  if (Array.isArray(known) && Array.isArray(value)) return [...known, ...value];
  const before = objectOf(known);
  const object = objectOf(value);
  return before !== undefined && object !== undefined ? { ...before, ...object } : value;
}

/** https://platform.openai.com/docs/guides/audio: text and sound come in pieces, of the sound each is base64 of its own. */
function addedAudio(known: JsonObject, { transcript, data, ...rest }: JsonObject): JsonObject {
  const before = stringOf(known['data']) ?? '';
  const more = stringOf(data);
  const padded = before.endsWith('=') && more !== undefined;
  const sound = padded
    ? Buffer.concat([Buffer.from(before, 'base64'), Buffer.from(more, 'base64')]).toString('base64')
    : before + (more ?? '');
  return {
    ...known,
    ...rest,
    ...(transcript === undefined
      ? {}
      : { transcript: (stringOf(known['transcript']) ?? '') + (stringOf(transcript) ?? '') }),
    ...(more === undefined ? {} : { data: sound }),
  };
}
