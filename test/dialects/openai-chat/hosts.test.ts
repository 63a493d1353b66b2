/** Hosts that speak OpenAI's chat completions answer as they do: ids, fields, usage, and what their streams have beside. */

import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/core/draft.ts';
import { openaiChat } from '../../../src/dialects/openai-chat/dialect.ts';
import { chatEndpoints } from '../../../src/dialects/openai-chat/endpoints.ts';
import { answered, endpointContext, jsonRequest } from '../../support/endpoint-context.ts';

const asked = { model: 'some-model', messages: [{ role: 'user', content: 'Say hello' }] };
const tool = { type: 'function', function: { name: 'get_weather', parameters: { type: 'object', properties: {} } } };
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

async function whole(provider: string | undefined, fields: object = {}): Promise<Record<string, unknown>> {
  const request = jsonRequest('POST', '/v1/chat/completions', { ...asked, ...fields });
  const answer = await answered(chatEndpoints, request, { provider });
  if (answer.kind !== 'whole') throw new Error('not answered whole');
  return Object(answer.body);
}

interface Streamed {
  readonly raw: string;
  /** Without `[DONE]`. */
  readonly chunks: readonly Record<string, unknown>[];
}

async function streamed(provider: string | undefined, fields: object = {}): Promise<Streamed> {
  const request = jsonRequest('POST', '/v1/chat/completions', { ...asked, stream: true, ...fields });
  const { stream_options: _, ...other } = { stream_options: undefined, ...fields };
  // The words are those of the whole answer, as they are in a server.
  const { generate } = endpointContext(jsonRequest('POST', '/v1/chat/completions', { ...asked, ...other }));
  const answer = await answered(chatEndpoints, request, { provider, generate });
  if (answer.kind !== 'stream') throw new Error('not answered as a stream');
  const chunks = answer.events.map(({ data }) => data).filter((data) => Object(data) === data);
  return { raw: answer.raw, chunks: chunks.map((chunk) => Object(chunk)) };
}

function joinedOf({ raw }: Streamed): Record<string, unknown> {
  const body = Buffer.from(raw, 'latin1');
  const joined = openaiChat.streaming?.join({ status: 200, headers: [['content-type', 'text/event-stream']], body });
  return JSON.parse(Buffer.from(joined?.body ?? '{}').toString());
}

/** What of choices is the same in both forms, but for the ids of calls. */
function spoken(choices: unknown): unknown {
  return Object(choices).map(({ message, finish_reason }: Spoken) => [
    message.content,
    message.tool_calls?.map((call) => call.function),
    finish_reason,
  ]);
}

interface Spoken {
  readonly message: { readonly content: unknown; readonly tool_calls?: readonly { readonly function: unknown }[] };
  readonly finish_reason: unknown;
}

const withUsage = { stream_options: { include_usage: true } };
const openaiOnly = ['service_tier', 'system_fingerprint', 'provider', 'x_groq', 'prompt', 'timings', 'prompt_logprobs'];

const rows: readonly (readonly [
  provider: string,
  id: RegExp,
  callId: RegExp,
  fields: readonly string[],
  message: readonly string[],
  usage: readonly string[],
])[] = [
  [
    'openai',
    /^chatcmpl-\w{29}$/,
    /^call_\w{24}$/,
    ['service_tier', 'system_fingerprint'],
    ['refusal', 'annotations'],
    ['completion_tokens_details', 'prompt_tokens_details'],
  ],
  [
    'openrouter',
    /^gen-1760000000-\w{20}$/,
    /^call_\w{24}$/,
    ['provider'],
    [],
    ['completion_tokens_details', 'cost', 'cost_details', 'is_byok', 'prompt_tokens_details'],
  ],
  [
    'groq',
    /^chatcmpl-[0-9a-f-]{36}$/,
    /^call_[0-9a-z]{24}$/,
    ['service_tier', 'system_fingerprint', 'x_groq'],
    [],
    ['completion_time', 'prompt_time', 'queue_time', 'total_time'],
  ],
  [
    'deepseek',
    uuid,
    /^call_\w{24}$/,
    ['system_fingerprint'],
    [],
    ['prompt_cache_hit_tokens', 'prompt_cache_miss_tokens', 'prompt_tokens_details'],
  ],
  ['mistral', /^[0-9a-f]{32}$/, /^\w{9}$/, [], [], ['prompt_tokens_details']],
  [
    'xai',
    uuid,
    /^call_\d{8}$/,
    ['service_tier', 'system_fingerprint'],
    ['refusal'],
    ['completion_tokens_details', 'cost_in_usd_ticks', 'num_sources_used', 'prompt_tokens_details'],
  ],
  ['together', /^\w{7}-\w{6}-[0-9a-f]{16}$/, /^call_\w{24}$/, ['prompt'], [], ['cached_tokens']],
  ['fireworks', uuid, /^call_\w{24}$/, [], [], ['prompt_tokens_details']],
  [
    'vllm',
    /^chatcmpl-[0-9a-f]{32}$/,
    /^chatcmpl-tool-[0-9a-f]{32}$/,
    ['prompt_logprobs', 'service_tier', 'system_fingerprint'],
    [],
    ['prompt_tokens_details'],
  ],
  ['llamacpp', /^chatcmpl-\w{32}$/, /^\w{32}$/, ['system_fingerprint', 'timings'], [], ['prompt_tokens_details']],
];

describe('a completion', () => {
  it.each(rows)('of %s has its ids and its fields', async (provider, id, callId, fields, message, usage) => {
    const plain = await whole(provider);
    expect(plain['id']).toMatch(id);
    expect(openaiOnly.filter((name) => name in plain).sort()).toEqual(fields);
    const said = Object(plain['choices'])[0].message;
    expect(['refusal', 'annotations'].filter((name) => name in said)).toEqual(message);
    const { prompt_tokens, completion_tokens, total_tokens, ...more } = Object(plain['usage']);
    expect(total_tokens).toBe(prompt_tokens + completion_tokens);
    expect(Object.keys(more).sort()).toEqual(usage);
    const called = Object((await whole(provider, { tools: [tool], tool_choice: 'required' }))['choices'])[0].message;
    expect(called.tool_calls).toMatchObject([{ id: expect.stringMatching(callId), type: 'function' }]);
  });

  it.each(rows)('of %s says streamed what it says whole', async (provider) => {
    for (const fields of [{}, { tools: [tool], tool_choice: 'required' }, { n: 2 }]) {
      const { choices, usage } = await whole(provider, fields);
      for (const more of [{}, withUsage]) {
        const joined = joinedOf(await streamed(provider, { ...fields, ...more }));
        expect(spoken(joined['choices'])).toEqual(spoken(choices));
        const { total_tokens } = Object(joined['usage'] ?? usage);
        expect(total_tokens).toBe(Object(usage).total_tokens);
      }
    }
  });

  it('of an upstream without a row is as OpenAI’s', async () => {
    expect((await whole('toString'))['id']).toMatch(/^chatcmpl-\w{29}$/);
    expect(await whole('mine')).toEqual(await whole(undefined));
  });
});

describe('the usage of a stream', () => {
  it.each<[string, usage: number, asked: number]>([
    ['openai', 0, 1],
    ['openrouter', 1, 1],
    ['groq', 1, 2],
    ['deepseek', 1, 1],
    ['mistral', 1, 1],
    ['xai', 1, 1],
    ['together', 1, 1],
    ['fireworks', 1, 1],
    ['vllm', 0, 1],
    ['llamacpp', 0, 1],
  ])('of %s comes %i times, and %i times where it is asked for', async (provider, unasked, wanted) => {
    const times = ({ chunks }: Streamed) => chunks.filter(({ usage }) => Object(usage) === usage).length;
    expect(times(await streamed(provider))).toBe(unasked);
    const all = await streamed(provider, withUsage);
    expect(times(all)).toBe(wanted);
    expect(all.chunks.at(-1)?.['usage']).toMatchObject({ prompt_tokens: expect.any(Number) });
  });

  it.each<[string, unasked: boolean, asked: boolean]>([
    ['openai', false, true],
    ['openrouter', false, false],
    ['groq', false, false],
    ['deepseek', false, true],
    ['mistral', false, false],
    ['xai', false, false],
    ['together', true, true],
    ['llamacpp', false, false],
  ])('of %s is null in other chunks: %s, and %s where it is asked for', async (provider, unasked, wanted) => {
    const isNull = ({ chunks }: Streamed) => chunks[0]?.['usage'] === null;
    expect(isNull(await streamed(provider))).toBe(unasked);
    expect(isNull(await streamed(provider, withUsage))).toBe(wanted);
  });
});

describe('a stream', () => {
  it('of OpenRouter begins with comments and ends with its last chunk said again', async () => {
    const { raw, chunks } = await streamed('openrouter');
    expect(raw.startsWith(': OPENROUTER PROCESSING\n\ndata: {')).toBe(true);
    expect(chunks.every(({ provider }) => provider === 'llmsim')).toBe(true);
    expect(chunks.at(-1)?.['choices']).toEqual(chunks.at(-2)?.['choices']);
    expect(chunks.at(-1)?.['choices']).toMatchObject([{ finish_reason: 'stop', native_finish_reason: 'stop' }]);
  });

  it('of Groq begins with the id of its request and ends with that and the usage', async () => {
    const { chunks } = await streamed('groq');
    const id = expect.stringMatching(/^req_[0-9a-z]{26}$/);
    expect(chunks[0]?.['x_groq']).toEqual({ id });
    expect(chunks.at(-1)?.['x_groq']).toEqual({ id, usage: chunks.at(-1)?.['usage'] });
    expect(chunks.slice(1, -1).some((chunk) => 'x_groq' in chunk)).toBe(false);
  });

  it('of llama.cpp ends with its timings', async () => {
    for (const fields of [{}, withUsage]) {
      const { chunks } = await streamed('llamacpp', fields);
      expect(chunks.map((chunk) => 'timings' in chunk).lastIndexOf(false)).toBe(chunks.length - 2);
      expect(chunks.at(-1)?.['timings']).toMatchObject({ predicted_n: 12, predicted_ms: expect.any(Number) });
    }
  });

  it.each([
    ['mistral', 1],
    ['xai', 1],
    ['groq', 1],
    ['openai', 2],
  ])('of %s has a call in %i pieces', async (provider, expected) => {
    const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const fields = {
      tools: [{ type: 'function', function: { name: 'get_weather', parameters } }],
      tool_choice: 'required',
    };
    const { chunks } = await streamed(provider, fields);
    const pieces = chunks.filter((chunk) => Object(chunk['choices'])[0]?.delta.tool_calls !== undefined).length;
    expect(pieces).toBe(expected);
  });
});

describe('what hosts leave out', () => {
  it.each(rows)('is sent by %s where there is something to it', async (provider) => {
    const { choices } = await whole(provider, { logprobs: true, top_logprobs: 1 });
    expect(Object(choices)[0].logprobs.content).toHaveLength(12);
  });
});

describe('a refusal', () => {
  it.each(rows)('is told by %s whole and streamed', async (provider) => {
    const request = jsonRequest('POST', '/v1/chat/completions', asked);
    const { generate } = endpointContext(request);
    const choice = {
      text: '',
      reasoning: '',
      refusal: 'I cannot say that.',
      toolCalls: [],
      finish: 'refusal',
      stopSequence: undefined,
      logprobs: undefined,
    } as const;
    const draft: Draft = {
      choices: [choice],
      usage: { input: 3, output: 4, cached: 0, reasoning: 0 },
      cut: (text) => text.match(/ ?\S+/g) ?? [],
    };
    const refusing = { provider, generate: { ...generate, draft: async () => ({ kind: 'draft', draft }) as const } };
    const answer = await answered(chatEndpoints, request, refusing);
    expect(answer).toMatchObject({
      body: { choices: [{ message: { content: null, refusal: 'I cannot say that.' } }] },
    });
    const stream = jsonRequest('POST', '/v1/chat/completions', { ...asked, stream: true });
    const events = await answered(chatEndpoints, stream, refusing);
    const deltas = events.kind === 'stream' ? events.events.map(({ data }) => Object(data).choices?.[0]?.delta) : [];
    expect(deltas.map((delta) => delta?.refusal ?? '').join('')).toBe('I cannot say that.');
  });
});

describe('reasoning', () => {
  it.each<[string, string, string, object]>([
    ['deepseek', 'deepseek-reasoner', 'reasoning_content', {}],
    ['xai', 'grok-3-mini', 'reasoning_content', {}],
    ['groq', 'openai/gpt-oss-20b', 'reasoning', {}],
    ['openrouter', 'anthropic/claude-haiku-4.5', 'reasoning', { reasoning: { max_tokens: 1024 } }],
  ])('is shown by %s for %s as %s', async (provider, model, field, fields) => {
    const { choices, usage } = await whole(provider, { model, ...fields });
    expect(Object(choices)[0].message[field]).toEqual(expect.stringMatching(/\w/));
    const { prompt_tokens, completion_tokens, total_tokens, completion_tokens_details } = Object(usage);
    const { reasoning_tokens } = completion_tokens_details;
    expect(reasoning_tokens).toBeGreaterThan(0);
    expect(total_tokens - prompt_tokens).toBe(completion_tokens + (provider === 'xai' ? reasoning_tokens : 0));
    const { chunks } = await streamed(provider, { model, ...fields });
    const shown = chunks.map((chunk) => Object(chunk['choices'])[0]?.delta[field] ?? '').join('');
    expect(shown).toBe(Object(choices)[0].message[field]);
  });

  it.each([
    ['deepseek', 'deepseek-chat'],
    ['xai', 'grok-4-1-fast-non-reasoning'],
    ['groq', 'llama-3.3-70b-versatile'],
    ['openrouter', 'anthropic/claude-haiku-4.5'],
    ['openai', 'o3'],
  ])('is not shown by %s for %s', async (provider, model) => {
    const said = Object((await whole(provider, { model }))['choices'])[0].message;
    expect(Object.keys(said).filter((name) => name.startsWith('reasoning'))).toEqual([]);
  });
});
