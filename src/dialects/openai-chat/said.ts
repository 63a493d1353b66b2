/** What one chunk of a stream says for one choice. */

import type { TextCutter } from '../../core/dialect.ts';
import { type JsonObject, objectsOf } from '../json-shape.ts';
import { tokenPieces } from '../openai-chat-token-pieces.ts';

export interface Said {
  readonly delta: JsonObject;
  readonly logprobs?: JsonObject;
}

/** The text of one field in pieces, each with the log probabilities that the answer has under the same name. */
export function spoken(field: string, text: string, logprobs: JsonObject | undefined, cut: TextCutter): Said[] {
  const none = Object.fromEntries(Object.keys(logprobs ?? {}).map((name) => [name, null]));
  return tokenPieces(text, objectsOf(logprobs?.[field]), cut).map(({ text: piece, entries }) => ({
    delta: { [field]: piece },
    ...(entries.length === 0 ? {} : { logprobs: { ...none, [field]: entries } }),
  }));
}
