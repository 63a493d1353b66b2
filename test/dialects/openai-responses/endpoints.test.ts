/** Responses without a recording: what models are asked for, and what they say. */

import { describe, expect, it } from 'vitest';
import { openaiResponses } from '../../../src/dialects/openai-responses/dialect.ts';
import { client, create, question, send, weather } from './responses-client.ts';

describe('a response', () => {
  it('has a message, its usage, and repeats what the API repeats of a request', async () => {
    expect(await create({})).toEqual({
      id: expect.stringMatching(/^resp_[0-9a-f]{48}$/),
      object: 'response',
      created_at: 1_760_000_000,
      status: 'completed',
      background: false,
      completed_at: expect.any(Number),
      error: null,
      incomplete_details: null,
      instructions: null,
      max_output_tokens: null,
      max_tool_calls: null,
      model: 'gpt-4o-mini',
      parallel_tool_calls: true,
      previous_response_id: null,
      prompt_cache_key: null,
      prompt_cache_retention: null,
      reasoning: { effort: null, summary: null },
      safety_identifier: null,
      service_tier: 'default',
      store: true,
      temperature: 1,
      text: { format: { type: 'text' }, verbosity: 'medium' },
      tool_choice: 'auto',
      tools: [],
      top_logprobs: 0,
      top_p: 1,
      truncation: 'disabled',
      user: null,
      metadata: {},
      output: [
        {
          id: expect.stringMatching(/^msg_[0-9a-f]{48}$/),
          type: 'message',
          status: 'completed',
          role: 'assistant',
          content: [{ type: 'output_text', annotations: [], logprobs: [], text: expect.stringContaining('Lorem') }],
        },
      ],
      usage: {
        input_tokens: 9,
        input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
        output_tokens: 12,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 21,
      },
    });
  });

  it('says what was asked of it', async () => {
    const asked = {
      instructions: 'Be brief.',
      max_output_tokens: 500,
      max_tool_calls: 3,
      metadata: { tenant: 'acme' },
      parallel_tool_calls: false,
      prompt_cache_key: 'key',
      safety_identifier: 'someone',
      service_tier: 'flex',
      store: false,
      temperature: 0.2,
      top_p: 0.9,
      truncation: 'auto',
      user: 'u',
    };
    expect(await create(asked)).toMatchObject(asked);
  });

  it('is the same as a stream, whose events are numbered', async () => {
    const whole = await create({});
    const streamed = await send('POST', '', { ...question, stream: true });
    if (streamed.kind !== 'stream') throw new Error('no stream');
    const events = streamed.events.map(({ data }) => Object(data));
    expect(streamed.events.map(({ event }) => event)).toEqual(events.map(({ type }) => type));
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, i) => i));
    expect([events.at(0).type, events.at(1).type, events.at(-1).type]).toEqual([
      'response.created',
      'response.in_progress',
      'response.completed',
    ]);
    const { usage } = events.at(-1).response;
    expect(usage).toMatchObject({ output_tokens: 12 });
    expect(Object.keys(events.at(-1).response)).toEqual(Object.keys(whole));
  });

  it('is incomplete where its tokens do not suffice', async () => {
    const cut = await create({ max_output_tokens: 16, input: Array(40).fill('word').join(' '), model: 'gpt-5' });
    expect(cut).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      completed_at: null,
      usage: { output_tokens: 16 },
    });
  });

  it('has log probabilities where they are included', async () => {
    const { output } = await create({ include: ['message.output_text.logprobs'], top_logprobs: 2 });
    const [{ text, logprobs }] = Object(output[0])['content'];
    expect(logprobs.map(({ token }: { token: string }) => token).join('')).toBe(text);
    expect(logprobs[0]).toMatchObject({ bytes: [...Buffer.from(logprobs[0].token)], logprob: expect.any(Number) });
    expect(logprobs[0].top_logprobs).toHaveLength(2);
  });

  it('is JSON under a schema', async () => {
    const schema = {
      type: 'object',
      properties: { n: { type: 'integer' } },
      required: ['n'],
      additionalProperties: false,
    };
    const { output, text } = await create({ text: { format: { type: 'json_schema', name: 'answer', schema } } });
    expect(JSON.parse(Object(output[0])['content'][0].text)).toEqual({ n: expect.any(Number) });
    expect(text).toMatchObject({ format: { type: 'json_schema', name: 'answer', strict: false } });
  });
});

describe('reasoning', () => {
  const hard = { model: 'gpt-5', input: 'Think hard' };

  it('is counted, and not shown', async () => {
    const { output, usage, reasoning } = await create(hard);
    expect(output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
    expect(output[0]).toEqual({ id: expect.stringMatching(/^rs_/), type: 'reasoning', summary: [] });
    expect(Object(usage)['output_tokens_details'].reasoning_tokens).toBeGreaterThan(0);
    expect(reasoning).toEqual({ effort: 'medium', summary: null });
  });

  it('is shown as a summary, and sealed, where that is asked for', async () => {
    const { output } = await create({
      ...hard,
      reasoning: { effort: 'high', summary: 'auto' },
      include: ['reasoning.encrypted_content'],
    });
    expect(output[0]).toMatchObject({
      encrypted_content: expect.stringMatching(/^gAAAAAB[\w-]{100,}$/),
      summary: [{ type: 'summary_text', text: expect.stringMatching(/\w/) }],
    });
  });

  it('is left out with effort none', async () => {
    const { output } = await create({ ...hard, reasoning: { effort: 'none' }, temperature: 0.3 });
    expect(output.map(({ type }) => type)).toEqual(['message']);
  });
});

describe('tools', () => {
  it('are called with ids of their own, and an answer ends the loop', async () => {
    const acme = client();
    const first = await acme.create({ tools: [weather] });
    const [call] = first.output;
    expect(call).toMatchObject({
      type: 'function_call',
      id: expect.stringMatching(/^fc_/),
      call_id: expect.stringMatching(/^call_\w{24}$/),
      name: 'get_weather',
      status: 'completed',
    });
    expect(JSON.parse(String(call?.['arguments']))).toEqual({ city: expect.any(String) });
    const answer = { type: 'function_call_output', call_id: call?.['call_id'], output: 'sunny' };
    const last = await acme.create({ tools: [weather], previous_response_id: first.id, input: [answer] });
    expect(Object(last.output[0])['content'][0].text).toContain('sunny');
    expect(last['previous_response_id']).toBe(first.id);
  });

  it('that are custom are called with free text', async () => {
    const { output } = await create({ tools: [{ type: 'custom', name: 'shell' }], tool_choice: 'required' });
    expect(output[0]).toMatchObject({
      type: 'custom_tool_call',
      id: expect.stringMatching(/^ctc_/),
      name: 'shell',
      input: expect.not.stringContaining('{'),
    });
  });

  it('are only those that are allowed', async () => {
    const { output } = await create({
      tools: [{ ...weather, name: 'other' }, weather],
      tool_choice: { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'get_weather' }] },
    });
    expect(output[0]).toMatchObject({ name: 'get_weather' });
  });

  it('of the provider itself are accepted', async () => {
    const { output, tools } = await create({ tools: [{ type: 'web_search' }] });
    expect(output.map(({ type }) => type)).toEqual(['message']);
    expect(tools).toEqual([{ type: 'web_search' }]);
  });

  it('are repeated with what the API fills in', async () => {
    const { tools } = await create({ tools: [weather], tool_choice: 'none' });
    expect(tools).toEqual([{ ...weather, description: null, strict: true }]);
  });
});

describe('a conversation', () => {
  it('is counted without an answer', async () => {
    const acme = client();
    const { usage } = await acme.create({ tools: [weather] });
    expect(await acme.post('/input_tokens', { ...question, tools: [weather] })).toEqual({
      object: 'response.input_tokens',
      input_tokens: Object(usage)['input_tokens'],
    });
  });

  it('is compacted to what the user said and one sealed item, and goes on from there', async () => {
    const acme = client();
    const first = await acme.create({});
    const compacted = await acme.post('/compact', { model: 'gpt-4o-mini', previous_response_id: first.id });
    expect(compacted).toMatchObject({
      id: expect.stringMatching(/^resp_/),
      object: 'response.compaction',
      output: [
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Say hello' }] },
        {
          type: 'compaction',
          id: expect.stringMatching(/^cmp_/),
          encrypted_content: expect.stringMatching(/^gAAAAAB/),
        },
      ],
      usage: { total_tokens: expect.any(Number) },
    });
    const input = [...Object(compacted)['output'], { role: 'user', content: 'Go on' }];
    expect((await acme.create({ input }))['status']).toBe('completed');
  });
});

describe('the dialect', () => {
  it('has these endpoints', async () => {
    expect((await openaiResponses.endpoints()).map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST responses',
      'POST responses/input_tokens',
      'POST responses/compact',
      'GET responses/{id}',
      'DELETE responses/{id}',
      'POST responses/{id}/cancel',
      'GET responses/{id}/input_items',
    ]);
  });
});
