/** Invented answers of Anthropic's API, as its official SDK and the Vercel AI SDK see them. */

import { createAnthropic } from '@ai-sdk/anthropic';
import Anthropic from '@anthropic-ai/sdk';
import { generateObject, generateText, stepCountIs, streamText, tool } from 'ai';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { SynthesisConfig } from '../../src/app/synthesis-config.ts';
import { simulated } from '../support/simulated.ts';

const question = {
  model: 'claude-sonnet-4-5',
  max_tokens: 300,
  messages: [{ role: 'user' as const, content: 'Say hello' }],
};
const weather = {
  name: 'get_weather',
  description: 'The weather of a city',
  input_schema: { type: 'object' as const, properties: { city: { type: 'string' } }, required: ['city'] },
};

async function client(config: Partial<SynthesisConfig> = {}): Promise<Anthropic> {
  return new Anthropic({ baseURL: await simulated(config), apiKey: 'k', maxRetries: 0 });
}

/** Status, type and message of what is refused. */
async function refusal(asked: Promise<unknown>): Promise<unknown> {
  const error = await asked.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof Anthropic.APIError)) throw new Error(`not refused: ${String(error)}`);
  // A method that no endpoint has is refused before any is asked.
  if (error.status !== 405) expect(error.requestID).toMatch(/^req_01/);
  const { type, message } = Object(error.error).error;
  return [error.status, type, message];
}

describe('a message', () => {
  it('has text, usage, and the headers of the provider', async () => {
    const { data, response } = await (await client({ tokens: '20' })).messages.create(question).withResponse();
    expect(data).toMatchObject({
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4-5',
      stop_reason: 'end_turn',
      content: [{ type: 'text', text: expect.stringContaining('Lorem ipsum') }],
      usage: { output_tokens: 20 },
    });
    expect(response.headers.get('request-id')).toMatch(/^req_01\w{22}$/);
    expect(response.headers.get('x-llmsim-source')).toBe('generator');
  });

  it('is the same streamed, and for the same seed', async () => {
    const anthropic = await client();
    const whole = await anthropic.messages.create(question);
    const streamed = await anthropic.messages.stream(question).finalMessage();
    expect(streamed.content).toMatchObject(whole.content);
    expect(streamed.usage.output_tokens).toBe(whole.usage.output_tokens);
    const again = await (await client()).messages.create(question);
    expect(again).toEqual(whole);
    const other = await (await client({ seed: 'another' })).messages.create(question);
    expect(other.content).not.toEqual(whole.content);
  });

  it('shows its thinking, with a signature, where it is asked for', async () => {
    const asked = { ...question, max_tokens: 2_000, thinking: { type: 'enabled' as const, budget_tokens: 1_024 } };
    const { content } = await (await client()).messages.stream(asked).finalMessage();
    expect(content.map(({ type }) => type)).toEqual(['thinking', 'text']);
    expect(content[0]).toMatchObject({ signature: expect.stringMatching(/^[\w+/]{100,}/) });
  });

  it('calls a tool, and ends the loop with what the tool gave', async () => {
    const anthropic = await client();
    const tools = { tools: [weather] };
    const called = await anthropic.messages.stream({ ...question, ...tools }).finalMessage();
    const use = called.content.find((block) => block.type === 'tool_use');
    expect(called.stop_reason).toBe('tool_use');
    expect(use?.input).toEqual({ city: expect.any(String) });
    const result = { type: 'tool_result' as const, tool_use_id: use?.id ?? '', content: 'sunny' };
    const messages = [
      ...question.messages,
      { role: 'assistant' as const, content: called.content },
      { role: 'user' as const, content: [result] },
    ];
    const ended = await anthropic.messages.create({ ...question, ...tools, messages });
    expect(ended).toMatchObject({ stop_reason: 'end_turn', content: [{ text: expect.stringContaining('sunny') }] });
  });

  it('obeys max_tokens, stop sequences and tool_choice', async () => {
    const anthropic = await client();
    expect(await anthropic.messages.create({ ...question, max_tokens: 3 })).toMatchObject({
      stop_reason: 'max_tokens',
      usage: { output_tokens: 3 },
    });
    expect(await anthropic.messages.create({ ...question, stop_sequences: [' dolor'] })).toMatchObject({
      stop_reason: 'stop_sequence',
      stop_sequence: ' dolor',
      content: [{ text: 'Lorem ipsum' }],
    });
    const none = await anthropic.messages.create({ ...question, tools: [weather], tool_choice: { type: 'none' } });
    expect(none.content.map(({ type }) => type)).toEqual(['text']);
    const two = [weather, { ...weather, name: 'get_time' }];
    const named = await anthropic.messages.create({
      ...question,
      tools: two,
      tool_choice: { type: 'tool', name: 'get_time' },
    });
    expect(named.content).toMatchObject([{ type: 'tool_use', name: 'get_time' }]);
  });

  it('counts what is written to the prompt cache, and then read from it', async () => {
    const anthropic = await client();
    const system = [
      { type: 'text' as const, text: 'word '.repeat(2_000), cache_control: { type: 'ephemeral' as const } },
    ];
    const first = await anthropic.messages.create({ ...question, system });
    const second = await anthropic.messages.create({ ...question, system });
    expect(first.usage.cache_creation_input_tokens).toBeGreaterThan(1_024);
    expect(first.usage.cache_read_input_tokens).toBe(0);
    expect(second.usage.cache_read_input_tokens).toBe(first.usage.cache_creation_input_tokens);
  });
});

describe('other endpoints', () => {
  it('count tokens as a message would', async () => {
    const anthropic = await client();
    const { max_tokens: _, ...counted } = question;
    const { input_tokens } = await anthropic.messages.countTokens(counted);
    expect((await anthropic.messages.create(question)).usage.input_tokens).toBe(input_tokens);
  });

  it('list models, page by page', async () => {
    const anthropic = await client();
    const ids: string[] = [];
    for await (const model of anthropic.models.list({ limit: 3 })) ids.push(model.id);
    expect(ids).toContain('claude-sonnet-4-5-20250929');
    expect(new Set(ids).size).toBe(ids.length);
    expect(await anthropic.models.retrieve('claude-sonnet-4-5')).toMatchObject({
      type: 'model',
      display_name: 'Claude Sonnet 4.5',
    });
  });
});

describe('what Anthropic refuses', () => {
  it.each<[string, object, unknown]>([
    ['no messages', { messages: [] }, [400, 'invalid_request_error', 'messages: at least one message is required']],
    [
      'a system message among the messages',
      { messages: [{ role: 'system', content: 'x' }] },
      [400, 'invalid_request_error', expect.stringContaining('top-level `system` parameter')],
    ],
    [
      'a wrong role',
      { messages: [{ role: 'robot', content: 'x' }] },
      [400, 'invalid_request_error', "messages.0.role: Input should be 'user' or 'assistant'"],
    ],
    ['no max_tokens', { max_tokens: undefined }, [400, 'invalid_request_error', 'max_tokens: Field required']],
    [
      'more tokens than the model says',
      { max_tokens: 100_000 },
      [400, 'invalid_request_error', expect.stringContaining('100000 > 64000')],
    ],
    [
      'a tool without a name',
      { tools: [{ input_schema: { type: 'object' } }] },
      [400, 'invalid_request_error', 'tools.0.name: Field required'],
    ],
    [
      'a result without a call',
      { messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_x', content: 'y' }] }] },
      [400, 'invalid_request_error', expect.stringContaining('unexpected `tool_use_id`')],
    ],
    [
      'a temperature above 1',
      { temperature: 2 },
      [400, 'invalid_request_error', 'temperature: Input should be less than or equal to 1'],
    ],
  ])('is refused in its words: %s', async (_, change, expected) => {
    const asked = (await client()).post('/v1/messages', { body: { ...question, ...change } });
    expect(await refusal(asked)).toEqual(expected);
  });

  it('unknown fields only where asked to be strict, unknown models only where they are to be known', async () => {
    const body = { ...question, foo: 1, model: 'claude-99' };
    const warned: string[] = [];
    await (await client({ onWarning: (text) => warned.push(text) })).post('/v1/messages', { body });
    expect(warned).toEqual(['POST /v1/messages: unknown field "foo" is ignored']);
    expect(await refusal((await client({ strict: true })).post('/v1/messages', { body }))).toEqual([
      400,
      'invalid_request_error',
      'foo: Extra inputs are not permitted',
    ]);
    expect(await refusal((await client({ strictModels: true })).post('/v1/messages', { body }))).toEqual([
      404,
      'not_found_error',
      'model: claude-99',
    ]);
  });

  it('a prompt longer than the context, and a wrong method', async () => {
    const models = { tiny: { family: 'anthropic' as const, contextWindow: 5 } };
    expect(
      await refusal((await client({ models })).messages.create({ ...question, model: 'tiny', max_tokens: 5 })),
    ).toEqual([400, 'invalid_request_error', expect.stringMatching(/^prompt is too long: \d+ tokens > 5 maximum$/)]);
    expect(await refusal((await client()).get('/v1/messages'))).toMatchObject([
      405,
      'invalid_request_error',
      expect.stringContaining('POST'),
    ]);
  });
});

describe('the Vercel AI SDK', () => {
  const provider = async () => createAnthropic({ baseURL: `${await simulated()}/v1`, apiKey: 'k' });

  it('gets text, whole and streamed', async () => {
    const model = (await provider())('claude-sonnet-4-5');
    const { text, usage } = await generateText({ model, prompt: 'Say hello' });
    expect(usage.outputTokens).toBeGreaterThan(0);
    let streamed = '';
    for await (const piece of streamText({ model, prompt: 'Say hello' }).textStream) streamed += piece;
    expect(streamed).toBe(text);
  });

  it('gets objects, and runs tools to an end', async () => {
    const model = (await provider())('claude-sonnet-4-5');
    const schema = z.object({ city: z.string(), population: z.number().int() });
    expect(schema.safeParse((await generateObject({ model, schema, prompt: 'A city' })).object).success).toBe(true);
    const tools = { weather: tool({ inputSchema: z.object({ city: z.string() }), execute: async () => 'sunny' }) };
    const { text, steps } = await generateText({ model, tools, prompt: 'The weather?', stopWhen: stepCountIs(5) });
    expect(steps).toHaveLength(2);
    expect(text).toContain('sunny');
  });
});
