/** A whole completion as the events of its stream. */

import { encodeEvent } from '../../codec/sse.ts';
import type { CollectedReply, StreamedReply, TextCutter } from '../../core/dialect.ts';
import type { SimRequest } from '../../core/request.ts';
import { nestedError } from '../error-text.ts';
import { interleaved } from '../interleaved.ts';
import { type JsonObject, jsonObjectIn, objectOf, objectsOf } from '../json-shape.ts';
import { streamReply } from '../reply-form.ts';
import { choiceDeltas } from './choice-deltas.ts';
import { type ChunkForm, openaiChunks } from './chunk-form.ts';
import { textPieces } from './text-completion-pieces.ts';

/**
 * https://platform.openai.com/docs/api-reference/chat-streaming; usage only where `stream_options` asks for it.
 * @param form what the host's streams have beside, or do otherwise
 */
export function splitCompletion(
  reply: CollectedReply,
  request: SimRequest,
  cut: TextCutter,
  form: ChunkForm = openaiChunks,
): StreamedReply | undefined {
  const whole = reply.status === 200 ? jsonObjectIn(reply.body) : undefined;
  const object = whole === undefined || nestedError(whole) !== undefined ? undefined : chunkObject(whole);
  if (whole === undefined || object === undefined) return undefined;
  const { id, object: _, created, model, choices, usage, prompt_filter_results: filtered, ...rest } = whole;
  const asked = usage !== undefined && asksForUsage(request);
  // Words about the whole answer are in every chunk, larger things come once.
  const head = { id, object, created, model, ...only(rest, (_, value) => !isLarge(value)) };
  const isLate = (name: string) => form.late.includes(name);
  const first = beginning({ ...head, ...only(rest, (name, value) => isLarge(value) && !isLate(name)) });
  const following = beginning(head);
  const ending = form.late.length === 0 ? following : beginning({ ...head, ...only(rest, isLate) });
  const chunk = (begun: string, ofChoices: string, used: string | undefined) =>
    event(`${begun},"choices":[${ofChoices}]${used === undefined ? '' : `,"usage":${used}`}}`);
  const pieces = interleaved(
    objectsOf(choices).map((choice) =>
      object === 'text_completion' ? textPieces(choice, cut) : choiceDeltas(choice, cut, form.wholeCalls),
    ),
  ).map((piece) => JSON.stringify(piece));
  const used = usage === undefined ? undefined : JSON.stringify(usage);
  const inLast = used !== undefined && (form.usage === 'last' || form.usage === 'last-and-asked') ? used : undefined;
  const behind = used === undefined ? undefined : choicesBehind(form, asked, pieces);
  const unused = form.nullUsage === 'always' || (form.nullUsage === 'asked' && asked) ? 'null' : undefined;
  const last = pieces.length - 1;
  return streamReply(reply, [
    ...form.comments.map((comment) => Buffer.from(`: ${comment}\n\n`)),
    // Azure looks at the prompt before there is an answer.
    ...(filtered === undefined
      ? []
      : [
          event(
            JSON.stringify({ choices: [], created: 0, id: '', model: '', object: '', prompt_filter_results: filtered }),
          ),
        ]),
    ...pieces.map((piece, i) => {
      if (i < last) return chunk(i === 0 ? first : following, piece, unused);
      const fields = form.finishFields?.(whole);
      const begun = i === 0 ? first : behind === undefined ? ending : following;
      return chunk(fields === undefined ? begun : beginning({ ...head, ...fields }), piece, inLast ?? unused);
    }),
    ...(behind === undefined ? [] : [chunk(ending, behind, used)]),
    event('[DONE]'),
  ]);
}

/** The choices of a chunk with the usage that comes behind all others; undefined where there is none. */
function choicesBehind(form: ChunkForm, asked: boolean, pieces: readonly string[]): string | undefined {
  switch (form.usage) {
    case 'again':
      return pieces.at(-1);
    case 'always':
      return '';
    case 'last':
      return undefined;
    default:
      return asked ? '' : undefined;
  }
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

function only(fields: JsonObject, keep: (name: string, value: unknown) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => keep(name, value)));
}

/** The JSON of an object without its last brace: what all chunks begin with is written once. */
function beginning(fields: JsonObject): string {
  return JSON.stringify(fields).slice(0, -1);
}

function event(data: string): Uint8Array {
  return encodeEvent({ data });
}
