/** What embeddings, rankings, images and transcripts cost, where their answers tell. */

import type { Answer, Usage } from '../../core/answer.ts';
import { type JsonObject, numberOf, objectOf, textIn } from '../json-shape.ts';
import { openaiUsage } from '../openai-usage.ts';

/** Undefined for what costs no tokens, and for what only tells again what others cost: a batch, a page of an organisation's usage. */
export function resourceAnswer(values: readonly JsonObject[]): Answer | undefined {
  const results = values.filter(isResult);
  const usage = results.reduce<Usage | undefined>((known, value) => usageOf(value['usage']) ?? known, undefined);
  if (usage === undefined) return undefined;
  return { model: results.map(({ model }) => textIn(model)).find((model) => model !== undefined), choices: [], usage };
}

/** Vectors and images in `data`, a ranking in `results`, the text of a transcript, the last event of a stream. */
function isResult({ data, results, text, type }: JsonObject): boolean {
  return (
    Array.isArray(data) ||
    Array.isArray(results) ||
    typeof text === 'string' ||
    (typeof type === 'string' && /\.(?:completed|done)$/.test(type))
  );
}

/** Voyage tells the total alone: https://docs.voyageai.com/reference/embeddings-api */
function usageOf(value: unknown): Usage | undefined {
  const total = numberOf(objectOf(value)?.['total_tokens']);
  return openaiUsage(value) ?? (total === undefined ? undefined : { input: total, output: 0, cached: 0, reasoning: 0 });
}
