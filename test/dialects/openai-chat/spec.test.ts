/** Every body and every chunk that these endpoints write is as the published descriptions say: OpenAI's own, Azure's and Mistral's. */

import { afterAll, describe, expect, it } from 'vitest';
import { catalogueOf } from '../../../src/catalogue/catalogue.ts';
import { headerOf } from '../../../src/core/headers.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import { openaiChat } from '../../../src/dialects/openai-chat/dialect.ts';
import { chatEndpoints } from '../../../src/dialects/openai-chat/endpoints.ts';
import { SelectionState } from '../../../src/pipeline/synthesis/selection-state.ts';
import { answered, type ContextOptions, jsonRequest } from '../../support/endpoint-context.ts';
import { type ApiDescription, openapi } from '../../support/openapi.ts';

const model = 'gpt-4o-mini';
const messages = [{ role: 'user', content: 'What is the weather in Paris? Answer as JSON.' }];
const parameters = {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'integer' } },
  required: ['city', 'days'],
  additionalProperties: false,
};
const weather = { type: 'function', function: { name: 'get_weather', description: 'The weather', parameters } };
const time = { type: 'function', function: { name: 'get_time', description: 'The time', parameters } };
const schema = { type: 'json_schema', json_schema: { name: 'thing', strict: true, schema: parameters } };
const called = {
  role: 'assistant',
  content: null,
  tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{}' } }],
};

/** Each is asked for whole, as a stream, and as a stream with usage. */
const chats: readonly (readonly [title: string, fields: object])[] = [
  ['plain words', {}],
  ['three choices', { n: 3 }],
  ['an answer cut short', { max_tokens: 3 }],
  ['an answer that ends at a stop sequence', { stop: [' dolor'] }],
  ['log probabilities', { logprobs: true }],
  ['log probabilities with alternatives', { logprobs: true, top_logprobs: 3, n: 2 }],
  ['a call', { tools: [weather] }],
  ['two calls', { tools: [weather, time], messages: [{ role: 'user', content: 'The weather and the time?' }] }],
  ['a tool that must be called', { tools: [weather, time], tool_choice: 'required', parallel_tool_calls: false }],
  [
    'an answer to what a tool gave',
    {
      tools: [weather],
      messages: [...messages, called, { role: 'tool', tool_call_id: 'call_1', content: 'sunny' }],
    },
  ],
  ['a function of the older kind', { functions: [weather.function], function_call: { name: 'get_weather' } }],
  ['some JSON', { response_format: { type: 'json_object' } }],
  ['JSON of a schema', { response_format: schema }],
  ['hidden reasoning', { model: 'o3' }],
  ['a completion to be stored', { store: true, metadata: { run: '1' } }],
];

/** The older endpoint, in the same three forms. */
const texts: readonly (readonly [title: string, fields: object])[] = [
  ['a text', {}],
  ['two prompts', { prompt: ['a', 'b'] }],
  ['a prompt of tokens', { prompt: [1, 2, 3] }],
  ['an echo with a suffix', { echo: true, suffix: ' The end.' }],
  ['log probabilities of tokens', { logprobs: 2, max_tokens: 4 }],
  ['two texts of four', { n: 2, best_of: 4 }],
];

const mistakes: readonly (readonly [title: string, fields: object])[] = [
  ['no messages', { messages: undefined }],
  ['a wrong type', { temperature: 'hot' }],
  ['too hot', { temperature: 3 }],
  ['an answer to no call', { messages: [{ role: 'tool', tool_call_id: 'x', content: 'y' }] }],
  ['an unknown field', { foo: 1 }],
  ['an unknown model', { model: 'gpt-99' }],
];

const forms = [{}, { stream: true }, { stream: true, stream_options: { include_usage: true } }] as const;

/** Where the descriptions say less than the providers send: checked against recorded answers. */
const excused: readonly (readonly [description: RegExp, what: RegExp])[] = [
  // All chunks of the older endpoint but the last have `finish_reason: null`, and `usage: null` where usage was asked for.
  [/^createCompletionResponse/i, /finish_reason must be/],
  [/^createCompletionResponse/i, /\/usage must be object/],
  // Their own example is the user's message, and has no refusal.
  [/^ChatCompletionMessageList\/data\/\d+/, /'refusal'|\/role must be/],
  // An empty page begins and ends with nothing.
  [/^ChatCompletionList\/(first|last)_id/, /must be string/],
  // A required field that nothing describes, and their own example has not.
  [/^ChatCompletionResponse /, /^ChatCompletionResponse must have required property 'data'$/],
  // Errors of Azure come from OpenAI's own service behind it: `invalid_request_error`, and null for what is not known.
  [/^errorResponse/, /error\/(param|code) must be string/],
  [/^AzureErrorResponse/, /error\/(type|param|code) must be/],
];

function isExcused(problem: string): boolean {
  return excused.some(([description, what]) => description.test(problem) && what.test(problem));
}

interface Described {
  readonly provider: string;
  readonly api: ApiDescription | undefined;
  readonly base: string;
  readonly completion: string;
  readonly chunk: string;
  /** Of the older endpoint, where there is one. */
  readonly text: string | undefined;
  /** Undefined where its errors are not as OpenAI's. */
  readonly error: string | undefined;
  /** Whose answers OpenAI's endpoint is to imitate. */
  readonly upstream?: string;
  /** Fields of requests that it does not have. */
  readonly without?: readonly string[];
  readonly stored?: { readonly list: string; readonly messages: string; readonly deleted: string };
}

const providers: readonly Described[] = [
  {
    provider: 'openai',
    api: openapi('openai.openapi.yaml'),
    base: '/v1',
    completion: 'CreateChatCompletionResponse',
    chunk: 'CreateChatCompletionStreamResponse',
    text: 'CreateCompletionResponse',
    error: 'ErrorResponse',
    stored: { list: 'ChatCompletionList', messages: 'ChatCompletionMessageList', deleted: 'ChatCompletionDeleted' },
  },
  {
    provider: 'azure below a deployment',
    api: openapi('azure-openai.2025-03-01-preview.openapi.json'),
    base: '/openai/deployments/my-model',
    completion: 'createChatCompletionResponse',
    chunk: 'createChatCompletionStreamResponse',
    text: 'createCompletionResponse',
    error: 'errorResponse',
  },
  {
    provider: 'azure v1',
    api: openapi('azure-openai.v1.openapi.json'),
    base: '/openai/v1',
    completion: 'AzureCreateChatCompletionResponse',
    chunk: 'AzureCreateChatCompletionStreamResponse',
    text: undefined,
    error: 'AzureErrorResponse',
  },
  {
    provider: 'mistral',
    api: openapi('mistral.openapi.yaml'),
    base: '/v1',
    completion: 'ChatCompletionResponse',
    chunk: 'CompletionChunk',
    text: undefined,
    error: undefined,
    upstream: 'mistral',
    without: ['functions'],
  },
];

interface Checked {
  bodies: number;
  events: number;
}

/** Asks, and says what is wrong with the whole answer or with its chunks. */
async function wrong(
  request: SimRequest,
  whole: (value: unknown) => readonly string[],
  chunk: (value: unknown) => readonly string[],
  counted: Checked,
  options: ContextOptions = {},
): Promise<readonly string[]> {
  const answer = await answered(chatEndpoints, request, options);
  switch (answer.kind) {
    case 'error':
      return [`refused: ${answer.error.message}`];
    case 'whole':
      counted.bodies += 1;
      return whole(answer.body);
    case 'stream': {
      const data = answer.events.map((event) => event.data);
      if (data.at(-1) !== '[DONE]') return ['no [DONE]'];
      counted.events += data.length - 1;
      return data.slice(0, -1).flatMap((value) => chunk(value));
    }
  }
}

for (const { provider, api, base, completion, chunk, text, error, upstream, without = [], stored } of providers) {
  describe.runIf(api !== undefined)(`the description of ${provider}`, () => {
    const counted: Checked = { bodies: 0, events: 0 };
    const check = (name: string) => (value: unknown) =>
      (api?.schema(name)(value) ?? ['no description']).filter((problem) => !isExcused(problem));

    afterAll(() => {
      process.stdout.write(
        `openai-chat, ${provider}: ${counted.bodies} bodies and ${counted.events} events are as described\n`,
      );
    });

    it.each(chats.filter(([, fields]) => !without.some((name) => name in fields)))('has %s', async (_, fields) => {
      for (const form of forms) {
        const request = jsonRequest('POST', `${base}/chat/completions`, { model, messages, ...fields, ...form });
        expect(await wrong(request, check(completion), check(chunk), counted, { provider: upstream })).toEqual([]);
      }
    });

    if (text !== undefined) {
      it.each(texts)('has %s', async (_, fields) => {
        for (const form of forms) {
          const asked = { model: 'gpt-3.5-turbo-instruct', prompt: 'Once upon', ...fields, ...form };
          const request = jsonRequest('POST', `${base}/completions`, asked);
          const valid = check(text);
          expect(await wrong(request, valid, valid, counted)).toEqual([]);
        }
      });
    }

    if (error !== undefined) {
      it.each(mistakes)('has the error for %s', async (_, fields) => {
        const request = jsonRequest('POST', `${base}/chat/completions`, { model, messages, ...fields });
        const strict = { strict: true, models: catalogueOf({}, { strict: true }) };
        const answer = await answered(chatEndpoints, request, strict);
        if (answer.kind !== 'error') throw new Error('not refused');
        const { headers, body } = openaiChat.writeError(answer.error);
        expect(headerOf(headers, 'x-request-id')).toMatch(/^req_[0-9a-f]{32}$/);
        expect(check(error)(JSON.parse(Buffer.from(body).toString()))).toEqual([]);
        counted.bodies += 1;
      });
    }

    if (stored !== undefined && error !== undefined) {
      it('has completions that are stored, listed, read, changed and deleted', async () => {
        const state = new SelectionState();
        const completions = `${base}/chat/completions`;
        const bodyOf = async (method: string, path: string, schemaName: string, body?: unknown): Promise<unknown> => {
          const answer = await answered(chatEndpoints, jsonRequest(method, path, body), { state });
          if (answer.kind !== 'whole') throw new Error(`${method} ${path} was not answered whole`);
          expect(check(schemaName)(answer.body)).toEqual([]);
          counted.bodies += 1;
          return answer.body;
        };
        await bodyOf('GET', completions, stored.list);
        const asked = { model, messages, store: true, tools: [weather], metadata: { run: '1' } };
        const made = await bodyOf('POST', completions, completion, asked);
        const one = `${completions}/${String(Object(made).id)}`;
        expect(await bodyOf('GET', completions, stored.list)).toMatchObject({ data: [{ id: Object(made).id }] });
        await bodyOf('GET', one, completion);
        await bodyOf('GET', `${one}/messages`, stored.messages);
        await bodyOf('POST', one, completion, { metadata: { run: '2' } });
        await bodyOf('DELETE', one, stored.deleted);
        const gone = await answered(chatEndpoints, jsonRequest('GET', one), { state });
        if (gone.kind !== 'error') throw new Error('not gone');
        expect(check(error)(JSON.parse(Buffer.from(openaiChat.writeError(gone.error).body).toString()))).toEqual([]);
      });
    }

    it('would find what is not as described', () => {
      expect(
        check(completion)({ id: 'chatcmpl-1', object: 'chat.completion', choices: [{ index: 'none' }] }),
      ).not.toEqual([]);
      expect(check(chunk)({ id: 'chatcmpl-1', choices: [{ index: 'none' }] })).not.toEqual([]);
    });
  });
}
