/** Whole answers of every dialect that has streams, with the request that asked for them. */

import type { HeaderList } from '../../src/core/headers.ts';
import type { SimRequest } from '../../src/core/request.ts';

export interface WholeAnswer {
  readonly what: string;
  readonly request: SimRequest;
  readonly whole: object;
  /** What a stream of it makes, where the protocol's streams leave something out. */
  readonly joined?: object;
}

function post(target: string, body: object, headers: HeaderList = []): SimRequest {
  return {
    method: 'POST',
    target,
    headers: [['content-type', 'application/json'], ...headers],
    body: Buffer.from(JSON.stringify(body)),
  };
}

const text = 'Hello there, this is an answer.\n\nIt has two paragraphs: «one» and 二.';
const args = '{"city": "Paris", "unit": "celsius"}';

const chatRequest = post('/v1/chat/completions', {
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content: 'Hi' }],
  stream: true,
  stream_options: { include_usage: true },
});

function completion(message: object, finish_reason: string, more: object = {}): object {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_760_000_000,
    model: 'gpt-4o-mini-2024-07-18',
    choices: [{ index: 0, message: { role: 'assistant', ...message }, logprobs: null, finish_reason }],
    usage: {
      prompt_tokens: 9,
      completion_tokens: 12,
      total_tokens: 21,
      prompt_tokens_details: { cached_tokens: 4 },
      completion_tokens_details: { reasoning_tokens: 3 },
    },
    service_tier: 'default',
    system_fingerprint: 'fp_1',
    ...more,
  };
}

const calls = [
  { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: args } },
  { id: 'call_2', type: 'function', function: { name: 'get_time', arguments: '{}' } },
];

const chat: readonly WholeAnswer[] = [
  { what: 'text', request: chatRequest, whole: completion({ content: text, refusal: null }, 'stop') },
  {
    what: 'tool calls',
    request: chatRequest,
    whole: completion({ content: null, refusal: null, tool_calls: calls }, 'tool_calls'),
  },
  { what: 'a refusal', request: chatRequest, whole: completion({ content: null, refusal: 'No, I will not.' }, 'stop') },
  {
    what: 'reasoning as DeepSeek shows it',
    request: chatRequest,
    whole: completion({ content: text, reasoning_content: 'Let me think about it.' }, 'stop'),
  },
  {
    what: 'reasoning as Mistral shows it',
    request: chatRequest,
    whole: completion(
      {
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'Let me think.' }] },
          { type: 'text', text },
        ],
      },
      'stop',
    ),
  },
  {
    what: 'two choices with log probabilities',
    request: chatRequest,
    whole: completion({}, 'stop', {
      choices: ['Hi you', 'Hello you'].map((content, index) => ({
        index,
        message: { role: 'assistant', content, refusal: null },
        logprobs: {
          content: content.split(/(?= )/).map((token) => ({ token, logprob: -0.1, bytes: null, top_logprobs: [] })),
          refusal: null,
        },
        finish_reason: index === 0 ? 'stop' : 'length',
      })),
    }),
  },
  {
    what: 'a legacy completion',
    request: post('/v1/completions', { model: 'gpt-3.5-turbo-instruct', prompt: 'Hi', stream: true }),
    whole: {
      id: 'cmpl-1',
      object: 'text_completion',
      created: 1,
      model: 'gpt-3.5-turbo-instruct',
      choices: [{ index: 0, text, logprobs: null, finish_reason: 'stop' }],
    },
  },
];

const messagesRequest = post(
  '/v1/messages',
  {
    model: 'claude-sonnet-4-5',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'Hi' }],
    stream: true,
  },
  [['anthropic-version', '2023-06-01']],
);

function claude(content: readonly object[], stop_reason: string, stop_sequence: string | null = null): object {
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5-20250929',
    content,
    stop_reason,
    stop_sequence,
    usage: {
      input_tokens: 10,
      cache_creation_input_tokens: 3,
      cache_read_input_tokens: 4,
      cache_creation: { ephemeral_5m_input_tokens: 3, ephemeral_1h_input_tokens: 0 },
      output_tokens: 20,
      service_tier: 'standard',
    },
  };
}

const claudeTools = [
  { type: 'thinking', thinking: 'The user greets me.', signature: 'c2lnbmF0dXJl' },
  { type: 'text', text: 'I look it up.' },
  { type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: { city: 'Paris', days: [1, 2] } },
  { type: 'tool_use', id: 'toolu_2', name: 'now', input: {} },
];

const messages: readonly WholeAnswer[] = [
  { what: 'text', request: messagesRequest, whole: claude([{ type: 'text', text }], 'end_turn') },
  { what: 'thinking and tools', request: messagesRequest, whole: claude(claudeTools, 'tool_use') },
  {
    what: 'a stop sequence and citations',
    request: messagesRequest,
    whole: claude(
      [
        { type: 'redacted_thinking', data: 'b3BhcXVl' },
        { type: 'text', text, citations: [{ type: 'char_location', cited_text: 'one', document_index: 0 }] },
      ],
      'stop_sequence',
      'END',
    ),
  },
];

const responsesRequest = post('/v1/responses', { model: 'gpt-5', input: 'Hi', stream: true });

function response(output: readonly object[], more: object = {}): object {
  return {
    id: 'resp_1',
    object: 'response',
    created_at: 1_760_000_000,
    status: 'completed',
    error: null,
    incomplete_details: null,
    model: 'gpt-5-2025-08-07',
    output,
    usage: {
      input_tokens: 9,
      input_tokens_details: { cached_tokens: 1 },
      output_tokens: 8,
      output_tokens_details: { reasoning_tokens: 4 },
      total_tokens: 17,
    },
    ...more,
  };
}

const responses: readonly WholeAnswer[] = [
  {
    what: 'reasoning and text',
    request: responsesRequest,
    whole: response([
      { id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: 'Thinking about a greeting.' }] },
      {
        id: 'msg_1',
        type: 'message',
        status: 'completed',
        role: 'assistant',
        content: [{ type: 'output_text', annotations: [], logprobs: [], text }],
      },
    ]),
  },
  {
    what: 'calls and a search',
    request: responsesRequest,
    whole: response([
      { id: 'ws_1', type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'weather' } },
      {
        id: 'fc_1',
        type: 'function_call',
        status: 'completed',
        name: 'get_weather',
        call_id: 'call_1',
        arguments: args,
      },
      {
        id: 'ct_1',
        type: 'custom_tool_call',
        status: 'completed',
        name: 'run',
        call_id: 'call_2',
        input: 'print(1 + 1)',
      },
    ]),
  },
  {
    what: 'an incomplete refusal',
    request: responsesRequest,
    whole: response(
      [
        {
          id: 'msg_1',
          type: 'message',
          status: 'incomplete',
          role: 'assistant',
          content: [{ type: 'refusal', refusal: 'No, I will not.' }],
        },
      ],
      { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
    ),
  },
];

const geminiBody = { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] };
const geminiSse = post('/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse', geminiBody);
const geminiArray = post('/v1beta/models/gemini-2.5-flash:streamGenerateContent', geminiBody);

function generated(parts: readonly object[], more: object = {}): object {
  return {
    candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }],
    usageMetadata: {
      promptTokenCount: 4,
      candidatesTokenCount: 10,
      totalTokenCount: 17,
      thoughtsTokenCount: 3,
      cachedContentTokenCount: 2,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: 4 }],
    },
    modelVersion: 'gemini-2.5-flash',
    responseId: 'r1',
    ...more,
  };
}

const gemini: readonly WholeAnswer[] = [
  { what: 'text as events', request: geminiSse, whole: generated([{ text }]) },
  { what: 'text as an array', request: geminiArray, whole: generated([{ text }]) },
  {
    what: 'thoughts and calls',
    request: geminiSse,
    whole: generated([
      { text: 'I think about it.', thought: true },
      { text: 'I call it now.', thoughtSignature: 'c2ln' },
      { functionCall: { name: 'get_weather', args: { city: 'Paris' } } },
    ]),
  },
  {
    what: 'two candidates',
    request: geminiArray,
    whole: generated([], {
      candidates: [0, 1].map((index) => ({
        content: { role: 'model', parts: [{ text: `Answer ${index} of two` }] },
        finishReason: 'MAX_TOKENS',
        index,
      })),
    }),
  },
];

const ollamaEnd = {
  done: true,
  done_reason: 'stop',
  total_duration: 5,
  load_duration: 1,
  prompt_eval_count: 7,
  prompt_eval_duration: 2,
  eval_count: 9,
  eval_duration: 2,
};
const ollamaHead = { model: 'llama3.2', created_at: '2025-10-09T08:53:20.000Z' };
const ollamaChat = post('/api/chat', { model: 'llama3.2', messages: [{ role: 'user', content: 'Hi' }] });

const ollama: readonly WholeAnswer[] = [
  {
    what: 'chat',
    request: ollamaChat,
    whole: { ...ollamaHead, message: { role: 'assistant', content: text }, ...ollamaEnd },
  },
  {
    what: 'thinking and a call',
    request: ollamaChat,
    whole: {
      ...ollamaHead,
      message: {
        role: 'assistant',
        content: '',
        thinking: 'I need the weather.',
        tool_calls: [{ function: { name: 'get_weather', arguments: { city: 'Paris' } } }],
      },
      ...ollamaEnd,
    },
  },
  {
    what: 'generate',
    request: post('/api/generate', { model: 'llama3.2', prompt: 'Hi', stream: true }),
    whole: { ...ollamaHead, response: text, ...ollamaEnd, context: [1, 2, 3] },
  },
];

const cohereRequest = post('/v2/chat', {
  model: 'command-a',
  messages: [{ role: 'user', content: 'Hi' }],
  stream: true,
});
const cohereUsage = {
  billed_units: { input_tokens: 3, output_tokens: 4 },
  tokens: { input_tokens: 70, output_tokens: 5 },
  cached_tokens: 2,
};

const cohere: readonly WholeAnswer[] = [
  {
    what: 'text with citations',
    request: cohereRequest,
    whole: {
      id: 'c1',
      message: {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'I think about it.' },
          { type: 'text', text },
        ],
        citations: [{ start: 0, end: 5, text: 'Hello', sources: [], type: 'TEXT_CONTENT' }],
      },
      finish_reason: 'COMPLETE',
      usage: cohereUsage,
    },
  },
  {
    what: 'a plan and calls',
    request: cohereRequest,
    whole: {
      id: 'c2',
      message: { role: 'assistant', tool_plan: 'I will ask for the weather.', tool_calls: calls },
      finish_reason: 'TOOL_CALL',
      usage: cohereUsage,
    },
  },
  {
    what: 'version 1',
    request: post('/v1/chat', { model: 'command', message: 'Hi', stream: true }),
    whole: {
      response_id: 'r',
      text,
      generation_id: 'g',
      finish_reason: 'COMPLETE',
      meta: { tokens: { input_tokens: 1, output_tokens: 2 } },
    },
  },
];

const bedrockUsage = {
  inputTokens: 4,
  outputTokens: 5,
  totalTokens: 9,
  cacheReadInputTokens: 1,
  cacheWriteInputTokens: 0,
};

const bedrock: readonly WholeAnswer[] = [
  {
    what: 'Converse',
    request: post('/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse-stream', { messages: [] }),
    whole: {
      metrics: { latencyMs: 5 },
      output: {
        message: {
          content: [
            { reasoningContent: { reasoningText: { text: 'I think about it.', signature: 'c2ln' } } },
            { text },
            { toolUse: { toolUseId: 't1', name: 'get_weather', input: { city: 'Paris' } } },
          ],
          role: 'assistant',
        },
      },
      stopReason: 'tool_use',
      usage: bedrockUsage,
    },
  },
  {
    what: 'Claude’s own messages',
    request: post('/model/anthropic.claude-3-haiku-20240307-v1%3A0/invoke-with-response-stream', { messages: [] }),
    whole: claude(claudeTools, 'tool_use'),
  },
];

/** By the id of the dialect. */
export const wholeAnswers: Readonly<Record<string, readonly WholeAnswer[]>> = {
  'openai-chat': chat,
  'anthropic-messages': messages,
  'openai-responses': responses,
  gemini,
  ollama,
  cohere,
  bedrock,
};
