/** Estimates the tokens of a prompt from its request, where the answer does not tell them. */

import type { Dialect } from '../../core/dialect.ts';
import type { SimRequest } from '../../core/request.ts';
import { estimateTokens } from '../../tokenizer/estimate.ts';

const charactersPerToken = 4;
/** Longer runs without a space, a quote or a comma are files in base64, which models do not read as text. */
const longestWord = 256;

const space = 0x20;
const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;

/** From all of a JSON body; of other bodies (uploads) from what the dialect finds said in them. */
export function estimatePromptTokens(request: SimRequest, dialect: Pick<Dialect, 'describe'>): number {
  const { body } = request;
  const first = body[0];
  if (first !== 0x7b && first !== 0x5b) return estimateTokens(dialect.describe(request).prompt ?? '');
  let characters = 0;
  let run = 0;
  for (let i = 0; i < body.length; i += 1) {
    const byte = body[i] ?? 0;
    if (byte <= space || byte === quote || byte === comma || byte === backslash) {
      characters += run > longestWord ? 0 : run;
      characters += 1;
      run = 0;
    } else if (byte < 0x80) run += 1;
    // Of a character of several bytes, the first counts; no base64 has any.
    else if (byte >= 0xc0) {
      characters += run + 1;
      run = 0;
    }
  }
  characters += run > longestWord ? 0 : run;
  return Math.ceil(characters / charactersPerToken);
}
