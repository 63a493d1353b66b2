/** Invented answers of OpenAI's Responses API, as its official SDK and the Vercel AI SDK see them. */

import { createOpenAI } from '@ai-sdk/openai';
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { generateObject, generateText, stepCountIs, streamText, tool } from 'ai';
import OpenAI from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { SynthesisConfig } from '../../src/app/synthesis-config.ts';
import { simulated } from '../support/simulated.ts';

const question = { model: 'gpt-4o-mini', input: 'Say hello' };
const weather = {
  type: 'function' as const,
  name: 'get_weather',
  description: 'The weather of a city',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
  strict: true,
};

async function client(config: Partial<SynthesisConfig> = {}): Promise<OpenAI> {
  return new OpenAI({ baseURL: `${await simulated(config)}/v1`, apiKey: 'k', maxRetries: 0 });
}

/** Status, `param`, `code` and message of what is refused. */
async function refusal(asked: Promise<unknown>): Promise<unknown> {
  const error = await asked.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof OpenAI.APIError)) throw new Error(`not refused: ${String(error)}`);
  return [error.status, error.param, error.code, Object(error.error).message];
}

describe('a response', () => {
  it('has text, usage, and the headers of the provider', async () => {
    const { data, response } = await (await client({ tokens: '20' })).responses.create(question).withResponse();
    expect(data).toMatchObject({ object: 'response', status: 'completed', usage: { output_tokens: 20 } });
    expect(data.output_text).toContain('Lorem ipsum');
    expect(response.headers.get('x-request-id')).toMatch(/^req_\w+$/);
    expect(response.headers.get('openai-version')).toBe('2020-10-01');
    expect(response.headers.get('x-llmsim-source')).toBe('generator');
  });

  it('is the same streamed, and for the same seed', async () => {
    const openai = await client();
    const whole = await openai.responses.create(question);
    const streamed = await openai.responses.stream(question).finalResponse();
    expect(streamed.output_text).toBe(whole.output_text);
    expect(streamed.usage).toEqual(whole.usage);
    const again = await (await client()).responses.create(question);
    expect(again).toEqual(whole);
    const other = await (await client({ seed: 'another' })).responses.create(question);
    expect(other.output_text).not.toBe(whole.output_text);
  });

  it('comes in events, one after another', async () => {
    const events = await (await client()).responses.create({ ...question, stream: true });
    const types: string[] = [];
    for await (const { type, sequence_number } of events) {
      expect(sequence_number).toBe(types.length);
      types.push(type);
    }
    expect(types.filter((type, i) => type !== types[i - 1])).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
  });

  it('is parsed under a schema, whole and streamed', async () => {
    const openai = await client();
    const schema = z.object({ city: z.string(), population: z.number().int(), sights: z.array(z.string()).min(1) });
    const asked = { ...question, text: { format: zodTextFormat(schema, 'city') } };
    const parsed = await openai.responses.parse(asked);
    expect(schema.safeParse(parsed.output_parsed).success).toBe(true);
    const streamed = await openai.responses.stream(asked).finalResponse();
    expect(streamed.output_parsed).toEqual(parsed.output_parsed);
  });

  it('shows what a model reasoned, where a summary is asked for', async () => {
    const openai = await client();
    const asked = { model: 'gpt-5', input: 'Think', reasoning: { effort: 'low', summary: 'auto' } } as const;
    const { output, usage } = await openai.responses.stream(asked).finalResponse();
    expect(output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
    expect(output[0]).toMatchObject({ summary: [{ type: 'summary_text', text: expect.stringMatching(/\w/) }] });
    expect(usage?.output_tokens_details.reasoning_tokens).toBeGreaterThan(0);
  });

  it('ends early where its tokens do not suffice', async () => {
    const cut = await (await client({ tokens: '50' })).responses.create({ ...question, max_output_tokens: 16 });
    expect(cut).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      usage: { output_tokens: 16 },
    });
  });
});

describe("an agent's loop", () => {
  it('goes on from the response before, and ends with what the tools gave', async () => {
    const openai = await client();
    const first = await openai.responses.create({ ...question, tools: [weather] });
    const calls = first.output.filter((item) => item.type === 'function_call');
    expect(calls.map(({ name, arguments: text }) => [name, JSON.parse(text)])).toEqual([
      ['get_weather', { city: expect.any(String) }],
    ]);
    const input = calls.map(({ call_id }) => ({ type: 'function_call_output' as const, call_id, output: 'sunny' }));
    const last = await openai.responses.create({
      model: 'gpt-4o-mini',
      tools: [weather],
      previous_response_id: first.id,
      input,
    });
    expect(last.output_text).toContain('sunny');
    expect(last.previous_response_id).toBe(first.id);
  });

  it('goes on with everything said again, streamed', async () => {
    const openai = await client();
    const first = await openai.responses.stream({ ...question, tools: [weather] }).finalResponse();
    const [call] = first.output;
    if (call?.type !== 'function_call') throw new Error('no call');
    const { parsed_arguments: _, ...said } = call;
    const input = [
      { role: 'user' as const, content: question.input },
      said,
      { type: 'function_call_output' as const, call_id: call.call_id, output: 'rainy' },
    ];
    const last = await openai.responses.stream({ model: 'gpt-4o-mini', tools: [weather], input }).finalResponse();
    expect(last.output_text).toContain('rainy');
  });
});

describe('the store', () => {
  it('is read, listed and emptied', async () => {
    const openai = await client();
    const made = await openai.responses.create(question);
    expect(await openai.responses.retrieve(made.id)).toEqual(made);
    const items = [];
    for await (const item of openai.responses.inputItems.list(made.id, { limit: 1 })) items.push(item);
    expect(items).toMatchObject([{ type: 'message', role: 'user', content: [{ text: 'Say hello' }] }]);
    await openai.responses.delete(made.id);
    expect(await refusal(openai.responses.retrieve(made.id))).toEqual([
      404,
      null,
      null,
      `Response with id '${made.id}' not found.`,
    ]);
  });

  it('lists a long conversation page by page', async () => {
    const openai = await client();
    const input = Array.from({ length: 7 }, (_, i) => ({ role: 'user' as const, content: `Say ${i}` }));
    const { id } = await openai.responses.create({ ...question, input });
    const texts: unknown[] = [];
    for await (const item of openai.responses.inputItems.list(id, { limit: 3, order: 'asc' })) {
      texts.push(Object(item).content[0].text);
    }
    expect(texts).toEqual(input.map(({ content }) => content));
  });

  it('has what ran in the background, and its stream', async () => {
    const openai = await client();
    const { id, status } = await openai.responses.create({ ...question, background: true });
    expect(status).toBe('queued');
    const done = await openai.responses.retrieve(id);
    expect(done.status).toBe('completed');
    let text = '';
    for await (const event of await openai.responses.retrieve(id, { stream: true })) {
      if (event.type === 'response.output_text.delta') text += event.delta;
    }
    expect(text).toBe(done.output_text);
    const other = await openai.responses.create({ ...question, background: true });
    expect((await openai.responses.cancel(other.id)).status).toBe('cancelled');
  });

  it('counts and compacts', async () => {
    const openai = await client();
    const made = await openai.responses.create(question);
    const { input_tokens } = await openai.responses.inputTokens.count(question);
    expect(input_tokens).toBe(made.usage?.input_tokens);
    const compacted = await openai.responses.compact({ model: 'gpt-4o-mini', previous_response_id: made.id });
    expect(compacted.output.map(({ type }) => type)).toEqual(['message', 'compaction']);
  });
});

describe('what OpenAI refuses', () => {
  it('is refused in its words', async () => {
    const openai = await client();
    expect(await refusal(openai.responses.create({ ...question, previous_response_id: 'resp_0' }))).toEqual([
      400,
      'previous_response_id',
      'previous_response_not_found',
      "Previous response with id 'resp_0' not found.",
    ]);
    expect(await refusal(openai.responses.create({ ...question, max_output_tokens: 1 }))).toEqual([
      400,
      'max_output_tokens',
      'integer_below_min_value',
      expect.stringContaining('>= 16'),
    ]);
    expect(
      await refusal(openai.post('/responses', { body: '{', headers: { 'content-type': 'application/json' } })),
    ).toEqual([400, null, null, expect.stringContaining('could not parse the JSON body')]);
    expect(await refusal(openai.put('/responses', { body: question }))).toEqual([
      405,
      null,
      'method_not_allowed',
      expect.stringContaining('POST'),
    ]);
  });

  it('unknown models and fields only where asked to', async () => {
    const body = { ...question, model: 'gpt-99', foo: 1 };
    expect(await (await client({ onWarning() {} })).post('/responses', { body })).toMatchObject({ model: 'gpt-99' });
    expect(await refusal((await client({ strict: true })).post('/responses', { body }))).toEqual([
      400,
      'foo',
      'unknown_parameter',
      "Unknown parameter: 'foo'.",
    ]);
    const { foo: _, ...known } = body;
    expect(await refusal((await client({ strictModels: true })).responses.create(known))).toMatchObject([
      404,
      null,
      'model_not_found',
      expect.stringContaining('gpt-99'),
    ]);
  });

  it('a prompt longer than the context', async () => {
    const models = { tiny: { family: 'openai' as const, contextWindow: 5 } };
    expect(await refusal((await client({ models })).responses.create({ ...question, model: 'tiny' }))).toMatchObject([
      400,
      'input',
      'context_length_exceeded',
      expect.stringContaining('exceeds the context window'),
    ]);
  });
});

describe('LangChain', () => {
  it('talks to the Responses API, whole and streamed, with tools', async () => {
    const model = new ChatOpenAI({
      model: 'gpt-4o-mini',
      apiKey: 'k',
      maxRetries: 0,
      useResponsesApi: true,
      configuration: { baseURL: `${await simulated()}/v1` },
    });
    const { text } = await model.invoke('Say hello');
    let streamed = '';
    for await (const piece of await model.stream('Say hello')) streamed += piece.text;
    expect(streamed).toBe(text);
    const bound = model.bindTools([{ type: 'function', function: weather }]);
    const called = await bound.invoke('The weather?');
    expect(called.tool_calls).toMatchObject([{ name: 'get_weather', args: { city: expect.any(String) } }]);
    const result = new ToolMessage({ content: 'sunny', tool_call_id: called.tool_calls?.[0]?.id ?? '' });
    const ended = await bound.invoke([new HumanMessage('The weather?'), called, result]);
    expect(ended.text).toContain('sunny');
  });
});

describe('the Vercel AI SDK', () => {
  const provider = async () => createOpenAI({ baseURL: `${await simulated()}/v1`, apiKey: 'k' });
  const tools = { weather: tool({ inputSchema: z.object({ city: z.string() }), execute: async () => 'sunny' }) };

  it('gets text, whole and streamed', async () => {
    const model = (await provider())('gpt-4o-mini');
    const { text, usage, finishReason, warnings } = await generateText({ model, prompt: 'Say hello' });
    expect([finishReason, warnings]).toEqual(['stop', []]);
    expect(usage.outputTokens).toBeGreaterThan(0);
    let streamed = '';
    for await (const piece of streamText({ model, prompt: 'Say hello' }).textStream) streamed += piece;
    expect(streamed).toBe(text);
  });

  it.each(['gpt-4o-mini', 'gpt-5'])('gets objects, and runs tools to an end, with %s', async (name) => {
    const model = (await provider())(name);
    const schema = z.object({ city: z.string(), population: z.number().int() });
    expect(schema.safeParse((await generateObject({ model, schema, prompt: 'A city' })).object).success).toBe(true);
    const { text, steps } = await generateText({ model, tools, prompt: 'The weather?', stopWhen: stepCountIs(5) });
    expect(steps).toHaveLength(2);
    expect(text).toContain('sunny');
  });

  it('streams a loop, with what the model reasoned, and keeps nothing', async () => {
    const model = (await provider())('gpt-5');
    const stream = streamText({
      model,
      tools,
      prompt: 'The weather?',
      stopWhen: stepCountIs(5),
      providerOptions: {
        openai: { store: false, reasoningSummary: 'auto', include: ['reasoning.encrypted_content'] },
      },
    });
    expect(await stream.text).toContain('sunny');
    const steps = await stream.steps;
    expect(steps.map(({ reasoningText }) => (reasoningText ?? '').length > 0)).toEqual([true, true]);
  });

  it('says what was refused', async () => {
    const model = (await provider())('gpt-4o-mini');
    const asked = generateText({ model, prompt: 'x', maxOutputTokens: 1, maxRetries: 0 });
    await expect(asked).rejects.toMatchObject({ statusCode: 400, message: expect.stringContaining('>= 16') });
  });
});
