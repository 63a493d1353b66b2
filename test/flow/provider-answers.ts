/** Answers in the shapes of OpenAI, Anthropic and Gemini, written for the tests after their published references. */

const words = ['It', ' is', ' sunny', ' in', ' Z\u00fcrich', ' \u2600\ufe0f', '.', '\n'];
const usage = { prompt_tokens: 12, completion_tokens: 8, total_tokens: 20 };

function chunk(delta: object, finish: string | null = null): object {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1785600000,
    model: 'gpt-4o-2024-08-06',
    choices: [{ index: 0, delta, finish_reason: finish }],
  };
}

function completion(message: object, finish: string): object {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1785600000,
    model: 'gpt-4o-2024-08-06',
    choices: [{ index: 0, message: { role: 'assistant', refusal: null, ...message }, finish_reason: finish }],
    usage,
  };
}

function call(args: string): object {
  return { index: 0, id: 'call_1', type: 'function', function: { name: 'weather', arguments: args } };
}

function responseEvent(type: string, sequence: number, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence, ...fields })}\n\n`;
}

export const openaiAnswers = {
  completion: completion({ content: words.join('') }, 'stop'),
  toolCompletion: completion({ content: null, tool_calls: [call('{"city":"Z\u00fcrich"}')] }, 'tool_calls'),
  chunks: [
    chunk({ role: 'assistant', content: '' }),
    ...words.map((content) => chunk({ content })),
    chunk({}, 'stop'),
    { ...chunk({}), choices: [], usage },
  ],
  toolChunks: [
    chunk({ role: 'assistant', content: null, tool_calls: [call('')] }),
    ...['{"ci', 'ty":"Z', '\u00fcrich"}'].map((args) =>
      chunk({ tool_calls: [{ index: 0, function: { arguments: args } }] }),
    ),
    chunk({}, 'tool_calls'),
  ],
  responseEvents: [
    responseEvent('response.created', 0, {
      response: { id: 'resp_1', object: 'response', status: 'in_progress', output: [] },
    }),
    ...words.map((delta, i) =>
      responseEvent('response.output_text.delta', i + 1, {
        item_id: 'msg_1',
        output_index: 0,
        content_index: 0,
        delta,
      }),
    ),
    responseEvent('response.completed', 9, {
      response: { id: 'resp_1', object: 'response', status: 'completed', output: [] },
    }),
  ].join(''),
  models: {
    object: 'list',
    data: ['gpt-4o', 'gpt-4o-mini'].map((id) => ({ id, object: 'model', created: 1, owned_by: 'openai' })),
  },
  embeddings: {
    object: 'list',
    data: [{ object: 'embedding', index: 0, embedding: [0.0023064255, -0.009327292, 1e-7] }],
    model: 'text-embedding-3-small',
    usage: { prompt_tokens: 1, total_tokens: 1 },
  },
  transcription: { text: 'Hello from the test, at some length.', usage: { type: 'duration', seconds: 1 } },
  badRequest: {
    error: {
      message: 'The model `x` does not exist',
      type: 'invalid_request_error',
      param: 'model',
      code: 'model_not_found',
    },
  },
  rateLimit: { error: { message: 'Rate limit reached', type: 'requests', param: null, code: 'rate_limit_exceeded' } },
  serverError: { error: { message: 'The server had an error', type: 'server_error', param: null, code: null } },
};

function anthropicEvents(events: readonly { readonly type: string }[]): string {
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}

const message = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5-20250929',
  content: [] as object[],
  stop_reason: null as string | null,
  stop_sequence: null,
  usage: { input_tokens: 12, output_tokens: 1 },
};

const start = { type: 'message_start', message };
const stop = [
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 8 } },
  { type: 'message_stop' },
];

function anthropicError(type: string, text: string): object {
  return { type: 'error', error: { type, message: text }, request_id: 'req_1' };
}

export const anthropicAnswers = {
  message: { ...message, content: [{ type: 'text', text: words.join('') }], stop_reason: 'end_turn' },
  toolMessage: {
    ...message,
    content: [
      { type: 'text', text: 'I look it up.' },
      { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Z\u00fcrich', days: 1.5 } },
    ],
    stop_reason: 'tool_use',
  },
  events: anthropicEvents([
    start,
    { type: 'ping' },
    { ...{ type: 'content_block_start', index: 0 }, content_block: { type: 'text', text: '' } } as { type: string },
    ...words.map((text) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
    ...stop,
  ]),
  toolEvents: anthropicEvents([
    start,
    {
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'tool_use', id: 'toolu_1', name: 'weather', input: {} },
    } as { type: string },
    ...['', '{"ci', 'ty": "Z\u00fcr', 'ich"}'].map((text) => ({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'input_json_delta', partial_json: text },
    })),
    ...stop,
  ]),
  badRequest: anthropicError('invalid_request_error', 'max_tokens: must be greater than 0'),
  rateLimit: anthropicError('rate_limit_error', 'This request would exceed your rate limit'),
  overloaded: anthropicError('overloaded_error', 'Overloaded'),
};

function candidate(parts: readonly object[], finishReason?: string): object {
  return {
    candidates: [{ content: { role: 'model', parts }, index: 0, ...(finishReason !== undefined && { finishReason }) }],
    usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 8, totalTokenCount: 20 },
    modelVersion: 'gemini-2.0-flash',
    responseId: 'r1',
  };
}

export const geminiAnswers = {
  answer: candidate([{ text: words.join('') }], 'STOP'),
  callAnswer: candidate([{ functionCall: { name: 'weather', args: { city: 'Z\u00fcrich' } } }], 'STOP'),
  chunks: [...words.map((text) => candidate([{ text }])), candidate([{ text: '' }], 'STOP')],
  badRequest: { error: { code: 400, message: 'Invalid argument', status: 'INVALID_ARGUMENT', details: [] } },
  exhausted: { error: { code: 429, message: 'Resource has been exhausted', status: 'RESOURCE_EXHAUSTED' } },
};
