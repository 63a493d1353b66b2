/** What Bedrock's replies say and what they cost, whole or as the values of an event stream. */

import type { Answer, Usage } from '../../core/answer.ts';
import type { HeaderList } from '../../core/headers.ts';
import { anthropicAnswer } from '../anthropic-answer.ts';
import { type JsonObject, numberOf, objectOf, objectsOf, textIn } from '../json-shape.ts';
import { openaiUsage } from '../openai-usage.ts';
import { invocationMetrics, metricsOf } from './invocation-metrics.ts';
import { bedrockTranscripts } from './model-text.ts';

/** Undefined for what no model made: passages of a knowledge base, a guardrail's findings. */
export function bedrockAnswer(values: readonly JsonObject[], headers: HeaderList): Answer | undefined {
  const claude = anthropicAnswer(values);
  if (claude !== undefined) return { ...claude, usage: claude.usage ?? usageIn(values) };
  if (!values.some(isSpoken)) return embeddingAnswer(values, headers);
  const model = values.map((value) => textIn(value['model'])).find((name) => name !== undefined);
  return { model, choices: bedrockTranscripts(values).choices(), usage: usageIn(values) };
}

/** By the shapes that `bedrockTranscripts` reads. */
function isSpoken(value: JsonObject): boolean {
  // A guardrail has outputs too.
  if (value['action'] !== undefined) return false;
  return (
    ['messageStart', 'messageStop', 'contentBlockDelta', 'output'].some((name) => objectOf(value[name])) ||
    ['outputText', 'generation', 'text'].some((name) => typeof value[name] === 'string') ||
    ['results', 'outputs', 'generations', 'choices'].some((name) => objectsOf(value[name]).length > 0)
  );
}

/** Titan counts in the body, all others in a header alone. */
function embeddingAnswer(values: readonly JsonObject[], headers: HeaderList): Answer | undefined {
  const made = values.find(({ embedding, embeddings }) => (embedding ?? embeddings) !== undefined);
  if (made === undefined) return undefined;
  const input =
    numberOf(made['inputTextTokenCount']) ?? numberOf(metricsOf(headers, undefined)['inputTokenCount']) ?? 0;
  return input === 0
    ? undefined
    : { model: undefined, choices: [], usage: { input, output: 0, cached: 0, reasoning: 0 } };
}

function usageIn(values: readonly JsonObject[]): Usage | undefined {
  for (const read of [converseUsage, chatUsage, metricsUsage, vendorUsage]) {
    const usage = values.map(read).findLast((one) => one !== undefined);
    if (usage !== undefined) return usage;
  }
  return undefined;
}

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html: what is cached is counted beside. */
function converseUsage(value: JsonObject): Usage | undefined {
  const usage = objectOf(value['usage']) ?? objectOf(objectOf(value['metadata'])?.['usage']);
  const input = numberOf(usage?.['inputTokens']);
  if (usage === undefined || input === undefined) return undefined;
  const cached = numberOf(usage['cacheReadInputTokens']) ?? numberOf(usage['cacheReadInputTokenCount']) ?? 0;
  const written = numberOf(usage['cacheWriteInputTokens']) ?? numberOf(usage['cacheWriteInputTokenCount']) ?? 0;
  return { input: input + cached + written, output: numberOf(usage['outputTokens']) ?? 0, cached, reasoning: 0 };
}

/** Mistral, OpenAI, DeepSeek, Jamba. */
function chatUsage(value: JsonObject): Usage | undefined {
  return openaiUsage(value['usage']);
}

/** Whoever's model it is, the last event of a stream tells what it cost. */
function metricsUsage(value: JsonObject): Usage | undefined {
  const metrics = objectOf(value[invocationMetrics]);
  const input = numberOf(metrics?.['inputTokenCount']);
  const output = numberOf(metrics?.['outputTokenCount']);
  if (input === undefined || output === undefined) return undefined;
  const cached = numberOf(metrics?.['cacheReadInputTokenCount']) ?? 0;
  const written = numberOf(metrics?.['cacheWriteInputTokenCount']) ?? 0;
  return { input: input + cached + written, output, cached, reasoning: 0 };
}

/** Llama and Titan. https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html */
function vendorUsage(value: JsonObject): Usage | undefined {
  const results = objectsOf(value['results']).map((result) => numberOf(result['tokenCount']) ?? 0);
  const all = results.length > 0 ? results.reduce((sum, count) => sum + count) : undefined;
  const input = numberOf(value['prompt_token_count']) ?? numberOf(value['inputTextTokenCount']);
  const output = numberOf(value['generation_token_count']) ?? numberOf(value['totalOutputTextTokenCount']) ?? all;
  return input === undefined || output === undefined ? undefined : { input, output, cached: 0, reasoning: 0 };
}
