/** The choices of all chunks of a legacy completion's choice. */

import type { TextCutter } from '../../core/dialect.ts';
import { arrayOf, type JsonObject, objectOf, stringOf } from '../json-shape.ts';

/** https://platform.openai.com/docs/api-reference/completions; where there are log probabilities, a chunk is a token. */
export function textPieces(choice: JsonObject, cut: TextCutter): JsonObject[] {
  const { index, text, logprobs, finish_reason, ...rest } = choice;
  const whole = stringOf(text) ?? '';
  const probabilities = objectOf(logprobs);
  const tokens = arrayOf(probabilities?.['tokens']).map((token) => stringOf(token) ?? '');
  const byToken = tokens.length > 0 && tokens.join('') === whole;
  const ofPiece = (i: number) => {
    if (byToken && probabilities !== undefined) return sliceOf(probabilities, i);
    return i === 0 ? (probabilities ?? null) : null;
  };
  const pieces = byToken ? tokens : cut(whole);
  const piece = (said: string, i: number, finish: unknown, more: object = {}): JsonObject => ({
    text: said,
    index,
    ...(logprobs === undefined ? {} : { logprobs: i < Math.max(1, pieces.length) ? ofPiece(i) : null }),
    finish_reason: finish,
    ...more,
  });
  return [...pieces.map((said, i) => piece(said, i, null)), piece('', pieces.length, finish_reason, rest)];
}

/** Each field is a list with one entry for each token. */
function sliceOf(probabilities: JsonObject, i: number): JsonObject {
  return Object.fromEntries(
    Object.entries(probabilities).map(([name, value]) => [name, Array.isArray(value) ? value.slice(i, i + 1) : value]),
  );
}
