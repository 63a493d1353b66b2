/** A text cut into the tokens that its log probabilities are for. */

import { decodeUtf8 } from '../codec/utf8.ts';
import type { TextCutter } from '../core/dialect.ts';
import { arrayOf, type JsonObject, stringOf } from './json-shape.ts';

export interface TokenPiece {
  readonly text: string;
  /** Those of the tokens in it; entries of `logprobs.content` or `logprobs.refusal`, of `logprobs` at Ollama. */
  readonly entries: readonly JsonObject[];
}

/** A character can be several tokens, but not so many. */
const longestCharacter = 64;

/**
 * A piece for each token, or for several that share a character. Where the tokens do not make the text (some servers count the
 * one that ends it), it is cut by `cut` and the first piece has all entries.
 */
export function tokenPieces(text: string, entries: readonly JsonObject[], cut: TextCutter): readonly TokenPiece[] {
  const byToken = entries.length === 0 ? undefined : alignedPieces(entries);
  if (byToken !== undefined && byToken.map((piece) => piece.text).join('') === text) return byToken;
  return cut(text).map((piece, i) => ({ text: piece, entries: i === 0 ? entries : [] }));
}

function alignedPieces(entries: readonly JsonObject[]): TokenPiece[] | undefined {
  const pieces: TokenPiece[] = [];
  let pending: JsonObject[] = [];
  for (const entry of entries) {
    pending.push(entry);
    const text = decodeUtf8(Buffer.concat(pending.map(bytesOf)));
    if (text === undefined) {
      if (pending.length > longestCharacter) return undefined;
      continue;
    }
    pieces.push({ text, entries: pending });
    pending = [];
  }
  return pending.length === 0 ? pieces : undefined;
}

function bytesOf({ bytes, token }: JsonObject): Buffer {
  const given = arrayOf(bytes).filter((byte) => typeof byte === 'number');
  return given.length > 0 ? Buffer.from(given) : Buffer.from(stringOf(token) ?? '');
}
