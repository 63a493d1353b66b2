/** Usage as OpenAI and its kin count it, in chat completions and in responses. */

import type { Usage } from '../core/answer.ts';
import { type JsonObject, numberOf, objectOf } from './json-shape.ts';

/** Undefined where the reply has none. */
export function openaiUsage(value: unknown): Usage | undefined {
  const usage = objectOf(value);
  const input = numberOf(usage?.['prompt_tokens']) ?? numberOf(usage?.['input_tokens']);
  if (usage === undefined || input === undefined) return undefined;
  const said = numberOf(usage['completion_tokens']) ?? numberOf(usage['output_tokens']) ?? 0;
  const inputDetails = objectOf(usage['prompt_tokens_details']) ?? objectOf(usage['input_tokens_details']);
  const outputDetails = objectOf(usage['completion_tokens_details']) ?? objectOf(usage['output_tokens_details']);
  const reasoning = count(outputDetails, 'reasoning_tokens') ?? 0;
  // xAI counts what was reasoned beside what was said; the total tells.
  const beside = count(usage, 'total_tokens') === input + said + reasoning;
  return {
    input,
    output: beside ? said + reasoning : said,
    // DeepSeek and Moonshot have it beside: https://api-docs.deepseek.com/guides/kv_cache
    cached:
      count(inputDetails, 'cached_tokens') ??
      count(usage, 'prompt_cache_hit_tokens') ??
      count(usage, 'cached_tokens') ??
      0,
    reasoning,
  };
}

function count(of: JsonObject | undefined, name: string): number | undefined {
  return numberOf(of?.[name]);
}
