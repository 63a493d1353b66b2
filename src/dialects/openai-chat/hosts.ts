/** How hosts that speak OpenAI's chat completions differ from OpenAI in what they answer, as data: a new one is one row. */

import type { Usage } from '../../core/answer.ts';
import type { Random } from '../../core/random.ts';
import { type JsonObject, objectOf } from '../json-shape.ts';
import { hexId, openaiId } from '../openai-ids.ts';
import { type ChunkForm, openaiChunks } from './chunk-form.ts';
import { groqUsage, llamaTimings, openaiUsageOf, openrouterUsage, shortUsage, xaiUsage } from './host-usage.ts';

/** What a row can say about one answer. */
export interface Making {
  readonly created: number;
  readonly usage: Usage;
  /** Whether the answer is to be sent as a stream. */
  readonly stream: boolean;
  readonly random: Random;
}

export interface ChatHost {
  readonly id: (making: Making) => string;
  readonly callId: (random: Random) => string;
  /** Fields of OpenAI's choices and of their messages that it does not send where they are empty. */
  readonly without: readonly string[];
  /** What it sends beside OpenAI's fields, or instead of them. */
  readonly fields: (making: Making) => JsonObject;
  /** What it sends beside a choice's fields. */
  readonly choiceFields: (finishReason: string) => JsonObject;
  readonly usage: (making: Making) => JsonObject;
  /** Which of its models show what they think, and in which field of the message. */
  readonly reasoning:
    | { readonly field: string; readonly shown: (model: string, asked: JsonObject) => boolean }
    | undefined;
  readonly chunks: ChunkForm;
}

const openai: ChatHost = {
  id: ({ random }) => openaiId('chatcmpl-', 29, random),
  callId: (random) => openaiId('call_', 24, random),
  without: [],
  fields: ({ random }) => ({
    service_tier: 'default',
    system_fingerprint: openaiId('fp_', 10, random).toLowerCase(),
  }),
  choiceFields: () => ({}),
  usage: openaiUsageOf,
  // OpenAI's models keep their thoughts to themselves.
  reasoning: undefined,
  chunks: openaiChunks,
};

/** Mostly like OpenAI; by the names of the built-in upstreams. The comments say where each row's differences were seen. */
const hosts: Readonly<Record<string, ChatHost>> = {
  // corpus 44497de218ea8e53, c7bbed83c29efe56; https://openrouter.ai/docs/api-reference/overview
  openrouter: {
    ...openai,
    id: ({ created, random }) => openaiId(`gen-${created}-`, 20, random),
    without: ['logprobs', 'annotations', 'refusal'],
    fields: () => ({ provider: 'llmsim' }),
    choiceFields: (reason) => ({ native_finish_reason: reason }),
    usage: openrouterUsage,
    // https://openrouter.ai/docs/use-cases/reasoning-tokens
    reasoning: { field: 'reasoning', shown: (_, { reasoning }) => Object(reasoning) === reasoning },
    chunks: { ...openaiChunks, comments: ['OPENROUTER PROCESSING'], usage: 'again', nullUsage: 'never' },
  },
  // corpus 8e31067ad41caff1, 243741f123da66b1, c25e358e78b3759f; https://console.groq.com/docs/api-reference
  groq: {
    ...openai,
    id: ({ random }) => `chatcmpl-${uuid(random)}`,
    callId: (random) => openaiId('call_', 24, random).toLowerCase(),
    without: ['annotations', 'refusal'],
    fields: ({ random, stream }) => ({
      system_fingerprint: hexId('fp_', 5, random),
      x_groq: { id: openaiId('req_', 26, random).toLowerCase() },
      ...(stream ? {} : { service_tier: 'on_demand' }),
    }),
    usage: groqUsage,
    reasoning: { field: 'reasoning', shown: (model) => /gpt-oss|qwen3|qwq|deepseek-r1/.test(model) },
    chunks: {
      ...openaiChunks,
      usage: 'last-and-asked',
      nullUsage: 'never',
      wholeCalls: true,
      // Its SDKs look here for the usage.
      finishFields: ({ x_groq, usage }) => ({ x_groq: { ...objectOf(x_groq), usage } }),
    },
  },
  // corpus 7111a1496629ca6f, 50c859777b268113; https://api-docs.deepseek.com/api/create-chat-completion
  deepseek: {
    ...openai,
    id: ({ random }) => uuid(random),
    without: ['annotations', 'refusal'],
    fields: ({ random }) => ({ system_fingerprint: hexId('fp_', 5, random) }),
    usage: (making) => ({
      ...shortUsage(making),
      ...(making.usage.reasoning === 0
        ? {}
        : { completion_tokens_details: { reasoning_tokens: making.usage.reasoning } }),
      prompt_cache_hit_tokens: making.usage.cached,
      prompt_cache_miss_tokens: making.usage.input - making.usage.cached,
    }),
    reasoning: { field: 'reasoning_content', shown: (model) => /reasoner|-r1|-v4/.test(model) },
    chunks: { ...openaiChunks, usage: 'last' },
  },
  // corpus 3d4323fe9efdffd9, 425ec4fa40290517 and Mistral's OpenAPI description
  mistral: {
    ...openai,
    id: ({ random }) => hexId('', 16, random),
    // https://docs.mistral.ai/capabilities/function_calling/: nine letters and digits
    callId: (random) => openaiId('', 9, random),
    without: ['logprobs', 'annotations', 'refusal'],
    fields: () => ({}),
    usage: shortUsage,
    chunks: { ...openaiChunks, usage: 'last', nullUsage: 'never', wholeCalls: true },
  },
  // corpus 9da115b350cf8b72, beb97d9b9e25254d
  xai: {
    ...openai,
    id: ({ random }) => uuid(random),
    callId: (random) => `call_${10_000_000 + random.below(90_000_000)}`,
    without: ['logprobs', 'annotations'],
    fields: ({ random, stream }) => ({
      system_fingerprint: hexId('fp_', 5, random),
      ...(stream ? {} : { service_tier: 'default' }),
    }),
    usage: xaiUsage,
    reasoning: { field: 'reasoning_content', shown: (model) => /grok-(3-mini|4)(?!.*non-reasoning)/.test(model) },
    chunks: { ...openaiChunks, usage: 'always', nullUsage: 'never', wholeCalls: true },
  },
  // corpus cf9f1ce706912be7, fa07440c13b65471
  together: {
    ...openai,
    id: ({ random }) => `${openaiId('', 7, random)}-${openaiId('', 6, random)}-${hexId('', 8, random)}`,
    without: ['annotations', 'refusal'],
    fields: ({ stream }) => (stream ? {} : { prompt: [] }),
    choiceFields: () => ({ seed: null }),
    usage: ({ usage }) => ({
      prompt_tokens: usage.input,
      completion_tokens: usage.output,
      total_tokens: usage.input + usage.output,
      cached_tokens: usage.cached,
    }),
    reasoning: { field: 'reasoning', shown: (model) => /gpt-oss|DeepSeek-R1|Thinking/i.test(model) },
    chunks: { ...openaiChunks, usage: 'last', nullUsage: 'always' },
  },
  // https://docs.fireworks.ai/tools-sdks/openai-compatibility; no recording at hand
  fireworks: {
    ...openai,
    id: ({ random }) => uuid(random),
    without: ['logprobs', 'annotations', 'refusal'],
    fields: () => ({}),
    usage: shortUsage,
    chunks: { ...openaiChunks, usage: 'last' },
  },
  // ChatCompletionResponse in vllm/entrypoints/openai/protocol.py; ids as in corpus fabc3bfe26cbf44c
  vllm: {
    ...openai,
    id: ({ random }) => hexId('chatcmpl-', 16, random),
    callId: (random) => hexId('chatcmpl-tool-', 16, random),
    without: ['annotations', 'refusal'],
    fields: ({ stream }) =>
      stream ? {} : { service_tier: null, system_fingerprint: null, prompt_logprobs: null, kv_transfer_params: null },
    choiceFields: () => ({ stop_reason: null }),
    usage: ({ usage }) => ({
      prompt_tokens: usage.input,
      total_tokens: usage.input + usage.output,
      completion_tokens: usage.output,
      prompt_tokens_details: null,
    }),
  },
  // corpus bf59c0061a4cff10, 010848845f9b846f
  llamacpp: {
    ...openai,
    id: ({ random }) => openaiId('chatcmpl-', 32, random),
    callId: (random) => openaiId('', 32, random),
    without: ['logprobs', 'annotations', 'refusal'],
    fields: (making) => ({ system_fingerprint: 'b10499-6d05498', timings: llamaTimings(making) }),
    usage: shortUsage,
    chunks: { ...openaiChunks, nullUsage: 'never', late: ['timings'] },
  },
};

/** @param provider the upstream that the path named; one without a row is taken for OpenAI itself */
export function hostOf(provider: string | undefined): ChatHost {
  return provider !== undefined && Object.hasOwn(hosts, provider) ? (hosts[provider] ?? openai) : openai;
}

function uuid(random: Random): string {
  const hex = hexId('', 16, random);
  const variant = '89ab'.charAt(random.below(4));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
