/** A whole completion as the events of its stream. */

import { encodeEvent } from '../../codec/sse.ts';
import type { CollectedReply, StreamedReply, TextCutter } from '../../core/dialect.ts';
import type { SimRequest } from '../../core/request.ts';
import { nestedError } from '../error-text.ts';
import { interleaved } from '../interleaved.ts';
import { type JsonObject, jsonObjectIn, objectOf, objectsOf } from '../json-shape.ts';
import { streamReply } from '../reply-form.ts';
import { choiceDeltas } from './choice-deltas.ts';
import { textPieces } from './text-completion-pieces.ts';

/** https://platform.openai.com/docs/api-reference/chat-streaming; usage only where `stream_options` asks for it. */
export function splitCompletion(
  reply: CollectedReply,
  request: SimRequest,
  cut: TextCutter,
): StreamedReply | undefined {
  const whole = reply.status === 200 ? jsonObjectIn(reply.body) : undefined;
  const object = whole === undefined || nestedError(whole) !== undefined ? undefined : chunkObject(whole);
  if (whole === undefined || object === undefined) return undefined;
  const { id, object: _, created, model, choices, usage, prompt_filter_results: filtered, ...rest } = whole;
  const withUsage = usage !== undefined && asksForUsage(request);
  // Words about the whole answer are in every chunk, larger things come once.
  const head = { id, object, created, model, ...only(rest, (value) => !isLarge(value)) };
  const first = beginning({ ...head, ...only(rest, isLarge) });
  const following = beginning(head);
  const chunk = (begun: string, ofChoices: string, used: string) =>
    event(`${begun},"choices":[${ofChoices}]${withUsage ? `,"usage":${used}` : ''}}`);
  const pieces = interleaved(
    objectsOf(choices).map((choice) =>
      object === 'text_completion' ? textPieces(choice, cut) : choiceDeltas(choice, cut),
    ),
  );
  return streamReply(reply, [
    // Azure looks at the prompt before there is an answer.
    ...(filtered === undefined
      ? []
      : [
          event(
            JSON.stringify({ choices: [], created: 0, id: '', model: '', object: '', prompt_filter_results: filtered }),
          ),
        ]),
    ...pieces.map((piece, i) => chunk(i === 0 ? first : following, JSON.stringify(piece), 'null')),
    ...(withUsage ? [chunk(following, '', JSON.stringify(usage))] : []),
    event('[DONE]'),
  ]);
}

/** What the chunks of `whole` are called; told by its choices, for Azure's model catalogue answers without an `object`. */
function chunkObject({ choices }: JsonObject): string | undefined {
  const all = objectsOf(choices);
  if (all.length === 0) return undefined;
  if (all.every(({ message }) => objectOf(message) !== undefined)) return 'chat.completion.chunk';
  return all.every(({ text }) => typeof text === 'string') ? 'text_completion' : undefined;
}

function asksForUsage(request: SimRequest): boolean {
  return objectOf(jsonObjectIn(request.body)?.['stream_options'])?.['include_usage'] === true;
}

function isLarge(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function only(fields: JsonObject, keep: (value: unknown) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => keep(value)));
}

/** The JSON of an object without its last brace: what all chunks begin with is written once. */
function beginning(fields: JsonObject): string {
  return JSON.stringify(fields).slice(0, -1);
}

function event(data: string): Uint8Array {
  return encodeEvent({ data });
}
