/** The usage of an answer as hosts count it; times are made up and add up. */

import type { Usage } from '../../core/answer.ts';
import type { Random } from '../../core/random.ts';
import type { JsonObject } from '../json-shape.ts';

interface Counted {
  readonly usage: Usage;
  readonly random: Random;
}

/** https://platform.openai.com/docs/api-reference/chat/object */
export function openaiUsageOf({ usage }: Pick<Counted, 'usage'>): JsonObject {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cached, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

/** Without what most hosts do not count. */
export function shortUsage({ usage }: Counted): JsonObject {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cached },
  };
}

/** https://openrouter.ai/docs/use-cases/usage-accounting; nothing here costs anything. */
export function openrouterUsage({ usage }: Counted): JsonObject {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    cost: 0,
    is_byok: false,
    prompt_tokens_details: { cached_tokens: usage.cached, audio_tokens: 0 },
    cost_details: { upstream_inference_cost: null },
    completion_tokens_details: { reasoning_tokens: usage.reasoning, image_tokens: 0 },
  };
}

/** Times in seconds; https://console.groq.com/docs/api-reference */
export function groqUsage({ usage, random }: Counted): JsonObject {
  const prompt = usage.input * (40 + random.below(40));
  const completion = usage.output * (800 + random.below(1600));
  return {
    queue_time: (10_000 + random.below(40_000)) / 1e6,
    prompt_tokens: usage.input,
    prompt_time: prompt / 1e6,
    completion_tokens: usage.output,
    completion_time: completion / 1e6,
    total_tokens: usage.input + usage.output,
    total_time: (prompt + completion) / 1e6,
    ...(usage.reasoning === 0 ? {} : { completion_tokens_details: { reasoning_tokens: usage.reasoning } }),
  };
}

/** Thoughts are not in `completion_tokens`, but in the total. */
export function xaiUsage({ usage }: Counted): JsonObject {
  const { prompt_tokens_details: _, completion_tokens_details, ...counts } = openaiUsageOf({ usage });
  return {
    ...counts,
    completion_tokens: usage.output - usage.reasoning,
    prompt_tokens_details: { text_tokens: usage.input, audio_tokens: 0, image_tokens: 0, cached_tokens: usage.cached },
    completion_tokens_details,
    num_sources_used: 0,
    cost_in_usd_ticks: 0,
  };
}

/** Milliseconds. */
export function llamaTimings({ usage, random }: Counted): JsonObject {
  const read = usage.input - usage.cached;
  const perPrompt = (1_000 + random.below(7_000)) / 1000;
  const perPredicted = (5_000 + random.below(5_000)) / 1000;
  return {
    cache_n: usage.cached,
    prompt_n: read,
    prompt_ms: read * perPrompt,
    prompt_per_token_ms: perPrompt,
    prompt_per_second: 1000 / perPrompt,
    predicted_n: usage.output,
    predicted_ms: usage.output * perPredicted,
    predicted_per_token_ms: perPredicted,
    predicted_per_second: 1000 / perPredicted,
  };
}
