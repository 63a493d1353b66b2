/** Invented chat completions, as OpenAI's official SDK, the Vercel AI SDK and LangChain see them. */

import { createOpenAI } from '@ai-sdk/openai';
import { HumanMessage } from '@langchain/core/messages';
import { tool as langTool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { generateObject, generateText, stepCountIs, streamText, tool } from 'ai';
import OpenAI, { AzureOpenAI } from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { SynthesisConfig } from '../../src/app/synthesis-config.ts';
import { rawRequest } from '../support/raw-client.ts';
import { simulated } from '../support/simulated.ts';

const question = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Say hello' }] };
const parameters = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
const weather = {
  type: 'function' as const,
  function: { name: 'get_weather', description: 'The weather', parameters },
};

async function client(config: Partial<SynthesisConfig> = {}): Promise<OpenAI> {
  return new OpenAI({ baseURL: `${await simulated(config)}/v1`, apiKey: 'k', maxRetries: 0 });
}

async function refusal(asked: Promise<unknown>): Promise<unknown> {
  const error = await asked.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof OpenAI.APIError)) throw new Error(`not refused: ${String(error)}`);
  return [error.status, error.code, error.param, error.message.replace(/^\d+ /, '')];
}

describe('a chat completion', () => {
  it('has text, usage, and the headers of the provider', async () => {
    const { data, response } = await (await client({ tokens: '20' })).chat.completions.create(question).withResponse();
    expect(data).toMatchObject({
      object: 'chat.completion',
      model: 'gpt-4o-mini',
      choices: [
        { finish_reason: 'stop', message: { role: 'assistant', content: expect.stringContaining('Lorem ipsum') } },
      ],
      usage: { prompt_tokens: 9, completion_tokens: 20, total_tokens: 29 },
    });
    expect(response.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/);
    expect(response.headers.get('openai-processing-ms')).toMatch(/^\d+$/);
    expect(response.headers.get('x-llmsim-source')).toBe('generator');
  });

  it('says the same streamed, a token an event, with usage where it is asked for', async () => {
    const openai = await client({ tokens: '30' });
    const whole = await openai.chat.completions.create(question);
    const stream = openai.chat.completions.stream({ ...question, stream_options: { include_usage: true } });
    let chunks = 0;
    for await (const _ of stream) chunks += 1;
    const final = await stream.finalChatCompletion();
    expect(final.choices[0]?.message.content).toBe(whole.choices[0]?.message.content);
    expect(final.usage).toEqual(whole.usage);
    expect(chunks).toBe(33); // role, thirty tokens, finish, usage
    const plain = openai.chat.completions.stream(question);
    expect((await plain.finalChatCompletion()).usage).toBeUndefined();
  });

  it('is the same bytes for the same seed and request, however it is spelled', async () => {
    const first = await (await client()).chat.completions.create(question);
    const openai = await client();
    const spelled = {
      messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Say hello' }] }],
      model: 'gpt-4o-mini',
    };
    expect(await openai.chat.completions.create(spelled)).toEqual(first);
    const again = await openai.chat.completions.create(question);
    expect(again.choices).toEqual(first.choices);
    expect(again.id).not.toBe(first.id);
    const headers = { 'x-llmsim-seed': 'mine' };
    expect((await openai.chat.completions.create(question, { headers })).choices).not.toEqual(first.choices);
  });

  it('obeys n, max_tokens, stop and logprobs', async () => {
    const openai = await client();
    const three = await openai.chat.completions.create({ ...question, n: 3 });
    expect(new Set(three.choices.map(({ message }) => message.content)).size).toBe(3);
    const cut = await openai.chat.completions.create({ ...question, max_tokens: 2 });
    expect(cut).toMatchObject({ choices: [{ finish_reason: 'length' }], usage: { completion_tokens: 2 } });
    const stopped = await openai.chat.completions.create({ ...question, stop: ' dolor' });
    expect(stopped.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'Lorem ipsum' } });
    const likely = await openai.chat.completions.create({
      ...question,
      logprobs: true,
      top_logprobs: 2,
      max_tokens: 4,
    });
    const content = likely.choices[0]?.logprobs?.content ?? [];
    expect(content.map(({ token }) => token).join('')).toBe(likely.choices[0]?.message.content);
    expect(content.every(({ top_logprobs }) => top_logprobs.length === 2)).toBe(true);
  });

  it('of a reasoning model counts what it does not show', async () => {
    const openai = await client({ tokens: '25' });
    const { usage, choices } = await openai.chat.completions.create({ ...question, model: 'o3' });
    expect(usage?.completion_tokens_details?.reasoning_tokens).toBe(25);
    expect(usage?.completion_tokens).toBe(50);
    expect(choices[0]?.message).not.toHaveProperty('reasoning_content');
  });

  it('is answered by the generator that a header names', async () => {
    const openai = await client();
    const echo = await openai.chat.completions.create(question, { headers: { 'x-llmsim-generator': 'echo' } });
    expect(echo.choices[0]?.message.content).toBe('Say hello');
    const none = openai.chat.completions.create(question, { headers: { 'x-llmsim-generator': 'nobody' } });
    expect(await refusal(none)).toMatchObject([400, 'llmsim_bad_header', null, expect.stringContaining('lorem')]);
    const five = await openai.chat.completions.create(question, { headers: { 'x-llmsim-tokens': '5' } });
    expect(five.usage?.completion_tokens).toBe(5);
  });
});

describe('tools and structure', () => {
  it('are obeyed: none, auto, required, named', async () => {
    const openai = await client();
    const two = [weather, { ...weather, function: { ...weather.function, name: 'get_time' } }];
    const asked = async (more: object) =>
      (await openai.chat.completions.create({ ...question, tools: two, ...more })).choices[0];
    expect((await asked({ tool_choice: 'none' }))?.finish_reason).toBe('stop');
    expect(await asked({})).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } });
    expect((await asked({ tool_choice: 'required' }))?.finish_reason).toBe('tool_calls');
    const named = await asked({ tool_choice: { type: 'function', function: { name: 'get_time' } } });
    expect(named?.message.tool_calls).toMatchObject([{ function: { name: 'get_time' } }]);
    const both = { messages: [{ role: 'user', content: 'The weather and the time?' }] };
    expect((await asked(both))?.message.tool_calls).toHaveLength(2);
    expect((await asked({ ...both, parallel_tool_calls: false }))?.message.tool_calls).toHaveLength(1);
  });

  it('end a loop of the SDK’s runTools', async () => {
    const openai = await client();
    const asked: unknown[] = [];
    const runner = openai.chat.completions.runTools({
      ...question,
      tools: [
        {
          type: 'function',
          function: {
            name: 'get_weather',
            description: 'The weather',
            parameters,
            parse: (text: string): { city: string } => JSON.parse(text),
            function(given: { city: string }) {
              asked.push(given);
              return 'sunny';
            },
          },
        },
      ],
    });
    expect(await runner.finalContent()).toContain('sunny');
    expect(asked).toEqual([{ city: expect.any(String) }]);
  });

  it('give what zodResponseFormat asks for, whole and streamed', async () => {
    const openai = await client();
    const shape = z.object({ name: z.string(), tags: z.array(z.enum(['a', 'b'])), size: z.number().nullable() });
    const format = { ...question, model: 'gpt-4o', response_format: zodResponseFormat(shape, 'thing') };
    const parsed = (await openai.chat.completions.parse(format)).choices[0]?.message.parsed;
    expect(shape.safeParse(parsed).success).toBe(true);
    const streamed = await openai.chat.completions.stream(format).finalChatCompletion();
    expect(streamed.choices[0]?.message.parsed).toEqual(parsed);
  });
});

describe('other endpoints', () => {
  it('of Azure answer below their deployment', async () => {
    const azure = new AzureOpenAI({
      endpoint: await simulated(),
      apiKey: 'k',
      apiVersion: '2024-10-21',
      deployment: 'gpt-4o',
      maxRetries: 0,
    });
    const answer = await azure.chat.completions.create({ ...question, model: '' });
    expect(answer.model).toBe('gpt-4o');
  });

  it('complete a text, whole and streamed', async () => {
    const openai = await client();
    const asked = { model: 'gpt-3.5-turbo-instruct', prompt: 'Once upon', max_tokens: 5 };
    const whole = await openai.completions.create({ ...asked, logprobs: 2 });
    expect(whole).toMatchObject({
      object: 'text_completion',
      choices: [{ finish_reason: 'length' }],
      usage: { completion_tokens: 5 },
    });
    let text = '';
    for await (const chunk of await openai.completions.create({ ...asked, logprobs: 2, stream: true }))
      text += chunk.choices[0]?.text ?? '';
    expect(text).toBe(whole.choices[0]?.text);
    const two = await openai.completions.create({ ...asked, prompt: ['a', 'b'], echo: true });
    expect(two.choices.map((one) => one.text.charAt(0))).toEqual(['a', 'b']);
  });

  it('keep completions that are to be stored', async () => {
    const openai = await client();
    await openai.chat.completions.create(question);
    const made = await openai.chat.completions.create({ ...question, store: true, metadata: { run: '1' } });
    const other = await openai.chat.completions.create({ ...question, store: true, metadata: { run: '2' } });
    const listed: string[] = [];
    for await (const one of openai.chat.completions.list({ limit: 1 })) listed.push(one.id);
    expect(listed).toEqual([made.id, other.id]);
    expect((await openai.chat.completions.list({ metadata: { run: '2' } })).data).toHaveLength(1);
    expect((await openai.chat.completions.retrieve(made.id)).choices).toEqual(made.choices);
    const messages = await openai.chat.completions.messages.list(made.id);
    expect(messages.data).toMatchObject([{ id: `${made.id}-0`, content: 'Say hello' }]);
    expect(await openai.chat.completions.update(made.id, { metadata: { run: '3' } })).toMatchObject({
      metadata: { run: '3' },
    });
    expect(await openai.chat.completions.delete(made.id)).toEqual({
      object: 'chat.completion.deleted',
      id: made.id,
      deleted: true,
    });
    expect(await refusal(openai.chat.completions.retrieve(made.id))).toMatchObject({ 0: 404 });
  });
});

describe('what OpenAI refuses', () => {
  const roles =
    "Invalid value: 'robot'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.";

  it.each<[string, object, unknown]>([
    [
      'no messages',
      { messages: undefined },
      [400, 'missing_required_parameter', 'messages', "Missing required parameter: 'messages'."],
    ],
    ['empty messages', { messages: [] }, [400, 'empty_array', 'messages', expect.stringContaining('minimum length 1')]],
    [
      'a wrong role',
      { messages: [{ role: 'robot', content: 'x' }] },
      [400, 'invalid_value', 'messages[0].role', roles],
    ],
    [
      'a tool without a name',
      { tools: [{ type: 'function', function: {} }] },
      [400, 'missing_required_parameter', 'tools[0].function.name', expect.anything()],
    ],
    [
      'too hot',
      { temperature: 3 },
      [400, 'decimal_above_max_value', 'temperature', expect.stringContaining('<= 2, but got 3')],
    ],
    [
      'text for a number',
      { temperature: 'hot' },
      [
        400,
        'invalid_type',
        'temperature',
        "Invalid type for 'temperature': expected a decimal, but got a string instead.",
      ],
    ],
    [
      'a word that is no choice',
      { tools: [weather], tool_choice: 'sometimes' },
      [400, 'invalid_value', 'tool_choice', expect.stringContaining("'none', 'auto', and 'required'")],
    ],
    ['an unknown model', { model: 'gpt-99' }, [404, 'model_not_found', null, expect.stringContaining('`gpt-99`')]],
    [
      'max_tokens of a reasoning model',
      { model: 'o3', max_tokens: 5 },
      [400, 'unsupported_parameter', 'max_tokens', expect.stringContaining('max_completion_tokens')],
    ],
    [
      'JSON that nobody speaks of',
      { response_format: { type: 'json_object' } },
      [400, null, 'messages', expect.stringContaining("'json'")],
    ],
    [
      'an answer to no call',
      { messages: [{ role: 'tool', tool_call_id: 'x', content: 'y' }] },
      [400, null, 'messages.[0].role', expect.anything()],
    ],
    ['an unknown field', { foo: 1 }, [400, null, null, 'Unrecognized request argument supplied: foo']],
    [
      'a schema that nothing satisfies',
      {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'n', schema: { type: 'integer', minimum: 2, maximum: 1 } },
        },
      },
      [400, 'invalid_schema', 'response_format', expect.anything()],
    ],
  ])('is refused in its words: %s', async (_, change, expected) => {
    const openai = await client({ strict: true, strictModels: true });
    expect(await refusal(openai.post('/chat/completions', { body: { ...question, ...change } }))).toEqual(expected);
  });

  it('a prompt that does not fit, of a model in the configuration', async () => {
    const openai = await client({ models: { tiny: { contextWindow: 8 } } });
    expect(await refusal(openai.chat.completions.create({ ...question, model: 'tiny' }))).toEqual([
      400,
      'context_length_exceeded',
      'messages',
      expect.stringContaining('maximum context length is 8 tokens. However, your messages resulted in 9 tokens'),
    ]);
  });

  it('what is no JSON, what says that it is something else, and a wrong method', async () => {
    const url = await simulated();
    const send = async (body: string, type: string, method = 'POST') => {
      const answer = await rawRequest(url, {
        method,
        target: '/v1/chat/completions',
        headers: [['content-type', type]],
        body,
      });
      return [answer.status, JSON.parse(answer.body.toString()).error.message];
    };
    expect(await send('{', 'application/json')).toEqual([
      400,
      expect.stringContaining('could not parse the JSON body'),
    ]);
    expect(await send('a=1', 'application/x-www-form-urlencoded')).toEqual([
      400,
      expect.stringContaining('Unsupported content type'),
    ]);
    expect(await send('{}', 'application/json', 'PUT')).toEqual([405, expect.stringContaining('POST')]);
  });

  it('paths that are not there, with those that come near', async () => {
    const request = { method: 'POST', target: '/v1/chat/complete', headers: [], body: '{}' };
    const answer = await rawRequest(await simulated(), request);
    const { error } = JSON.parse(answer.body.toString());
    expect([answer.status, error.code]).toEqual([404, 'llmsim_unknown_endpoint']);
    expect(error.message).toMatch(
      /^llmsim knows no endpoint POST \/v1\/chat\/complete; near to it are .*chat\/completions/,
    );
  });

  it('nothing about 20 MB, whose tokens are estimated', async () => {
    const openai = await client();
    const long = openai.chat.completions.create({
      ...question,
      messages: [{ role: 'user', content: 'word '.repeat(4_000_000) }],
    });
    expect(await refusal(long)).toMatchObject({ 0: 400, 1: 'context_length_exceeded' });
  }, 30_000);
});

describe('above the SDKs', () => {
  it('the Vercel AI SDK gets text, objects and an end to its tools', async () => {
    const model = createOpenAI({ baseURL: `${await simulated()}/v1`, apiKey: 'k' }).chat('gpt-4o');
    const { text } = await generateText({ model, prompt: 'Say hello' });
    let streamed = '';
    for await (const piece of streamText({ model, prompt: 'Say hello' }).textStream) streamed += piece;
    expect(streamed).toBe(text);
    const schema = z.object({ city: z.string(), population: z.number().int() });
    expect(schema.safeParse((await generateObject({ model, schema, prompt: 'A city' })).object).success).toBe(true);
    const tools = { weather: tool({ inputSchema: z.object({ city: z.string() }), execute: async () => 'sunny' }) };
    const ended = await generateText({ model, tools, prompt: 'The weather?', stopWhen: stepCountIs(5) });
    expect([ended.steps.length, ended.text]).toEqual([2, expect.stringContaining('sunny')]);
  });

  it('LangChain invokes, streams, binds tools and gets structure', async () => {
    const model = new ChatOpenAI({
      model: 'gpt-4o',
      apiKey: 'k',
      configuration: { baseURL: `${await simulated()}/v1` },
      maxRetries: 0,
    });
    const { content } = await model.invoke([new HumanMessage('Say hello')]);
    let streamed = '';
    for await (const piece of await model.stream([new HumanMessage('Say hello')])) streamed += String(piece.content);
    expect(streamed).toBe(content);
    const look = langTool(async () => 'sunny', {
      name: 'get_weather',
      description: 'Weather',
      schema: z.object({ city: z.string() }),
    });
    const called = await model.bindTools([look]).invoke('The weather?');
    expect(called.tool_calls).toMatchObject([{ name: 'get_weather', args: { city: expect.any(String) } }]);
    const shape = z.object({ age: z.number() });
    expect(shape.safeParse(await model.withStructuredOutput(shape).invoke('How old?')).success).toBe(true);
  });
});
