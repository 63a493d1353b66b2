/** The chunks of a stream as the completion that a request without streaming gets. */

import type { CollectedReply } from '../../core/dialect.ts';
import { nestedError } from '../error-text.ts';
import { type JsonObject, jsonObjectIn, numberOf, objectOf, objectsOf } from '../json-shape.ts';
import type { Delta } from '../merge-delta.ts';
import { replyEvents } from '../reply-events.ts';
import { wholeReply } from '../reply-form.ts';
import { JoinedChoice } from './joined-choice.ts';

/** Fields of a chunk that are not part of the answer; `obfuscation`, and `p` at Mistral, only hide its length. */
const ofTheChunk: ReadonlySet<string> = new Set(['object', 'choices', 'usage', 'obfuscation', 'p']);

export function joinChunks(reply: CollectedReply): CollectedReply | undefined {
  if (reply.status !== 200 || jsonObjectIn(reply.body) !== undefined) return undefined;
  const chunks = replyEvents(reply.body).map(({ value }) => value);
  if (!isEnded(reply, chunks) || chunks.some((chunk) => nestedError(chunk) !== undefined)) return undefined;
  // Azure's first chunk has no choice and an empty `object`, so the choices tell what it is. Together sends `text` beside `delta`.
  const legacy = !chunks.some(({ choices }) => objectsOf(choices).some(({ delta }) => delta !== undefined));
  const choices = joinedChoices(chunks, legacy);
  if (choices.length === 0 || !choices.every(({ finished }) => finished)) return undefined;
  const { id, created, model, ...rest } = headOf(chunks);
  const usage = usageOf(chunks);
  return wholeReply(reply, {
    id,
    object: legacy ? 'text_completion' : 'chat.completion',
    created,
    model,
    choices: choices.map((choice) => choice.value()),
    ...(usage === undefined ? {} : { usage }),
    ...rest,
  });
}

/**
 * Nearly all send `[DONE]` last. Perplexity and Hugging Face's router do not, but end with the usage; a stream that has neither
 * may be cut between two choices.
 */
function isEnded({ body }: CollectedReply, chunks: readonly JsonObject[]): boolean {
  const tail = Buffer.from(body.subarray(-64)).toString('latin1');
  return /(?:^|[\r\n])data: ?\[DONE\]\s*$/.test(tail) || objectOf(chunks.at(-1)?.['usage']) !== undefined;
}

/** What all chunks say the same of; Azure's first has empty words and zeros, being about the prompt only. */
function headOf(chunks: readonly JsonObject[]): Delta {
  const head: Delta = {};
  for (const chunk of chunks) {
    for (const [name, value] of Object.entries(chunk)) if (!ofTheChunk.has(name)) head[name] ||= value;
  }
  return head;
}

/** Groq's older streams have it in a field of their own: https://console.groq.com/docs/api-reference */
function usageOf(chunks: readonly JsonObject[]): JsonObject | undefined {
  return chunks.reduce<JsonObject | undefined>(
    (known, { usage, x_groq }) => objectOf(usage) ?? objectOf(objectOf(x_groq)?.['usage']) ?? known,
    undefined,
  );
}

function joinedChoices(chunks: readonly JsonObject[], legacy: boolean): JoinedChoice[] {
  const byIndex = new Map<number, JoinedChoice>();
  for (const chunk of chunks) {
    for (const [position, choice] of objectsOf(chunk['choices']).entries()) {
      const index = numberOf(choice['index']) ?? position;
      let joined = byIndex.get(index);
      if (joined === undefined) {
        joined = new JoinedChoice(index, legacy);
        byIndex.set(index, joined);
      }
      joined.add(choice);
    }
  }
  return [...byIndex.values()].sort((one, other) => one.index - other.index);
}
