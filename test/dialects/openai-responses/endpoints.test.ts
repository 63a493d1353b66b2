/** Responses without a recording: what is answered, what is refused and how, and what is kept between requests. */

import { describe, expect, it } from 'vitest';
import { openaiResponses } from '../../../src/dialects/openai-responses/dialect.ts';
import { responsesEndpoints } from '../../../src/dialects/openai-responses/endpoints.ts';
import { SelectionState } from '../../../src/pipeline/synthesis/selection-state.ts';
import { type Answered, answered, type ContextOptions, jsonRequest } from '../../support/endpoint-context.ts';

type Values = Readonly<Record<string, unknown>>;

interface Response extends Values {
  readonly id: string;
  readonly output: readonly (Values & { readonly id: string; readonly type: string })[];
}

const question = { model: 'gpt-4o-mini', input: 'Say hello' };
const weather = {
  type: 'function',
  name: 'get_weather',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
};

function send(method: string, path: string, body?: unknown, options?: ContextOptions): Promise<Answered> {
  return answered(responsesEndpoints, jsonRequest(method, `/v1/responses${path}`, body), options);
}

async function value<T = Values>(answer: Promise<Answered>): Promise<T> {
  const given = await answer;
  if (given.kind !== 'whole') throw new Error(`not a whole answer: ${JSON.stringify(given)}`);
  return given.body as T;
}

/** One client, for whom things are kept. */
function client() {
  const state = new SelectionState();
  return {
    create: (body: Values) => value<Response>(send('POST', '', { ...question, ...body }, { state })),
    send: (method: string, path: string, body?: unknown) => send(method, path, body, { state }),
    get: (path: string) => value<Response>(send('GET', path, undefined, { state })),
    post: (path: string, body: unknown) => value(send('POST', path, body, { state })),
  };
}

const create = (body: Values): Promise<Response> => client().create(body);

/** Status, `param`, `code` and message of what is refused. */
async function refusal(answer: Promise<Answered>): Promise<readonly unknown[]> {
  const given = await answer;
  if (given.kind !== 'error') throw new Error(`not refused: ${JSON.stringify(given)}`);
  const { status, param, code, message } = given.error;
  return [status, param, code, message];
}

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

describe('the store', () => {
  it('gives a response again until it is deleted', async () => {
    const acme = client();
    const made = await acme.create({});
    expect(await acme.get(`/${made.id}`)).toEqual(made);
    expect(await value(acme.send('DELETE', `/${made.id}`))).toEqual({ id: made.id, object: 'response', deleted: true });
    const gone = [404, undefined, null, `Response with id '${made.id}' not found.`];
    expect(await refusal(acme.send('GET', `/${made.id}`))).toEqual(gone);
    expect(await refusal(acme.send('DELETE', `/${made.id}`))).toEqual(gone);
    expect(await refusal(acme.send('GET', `/${made.id}/input_items`))).toEqual(gone);
  });

  it('keeps nothing under store false, and nothing for another client', async () => {
    const acme = client();
    const made = await acme.create({ store: false });
    expect(made['store']).toBe(false);
    expect((await refusal(acme.send('GET', `/${made.id}`)))[0]).toBe(404);
    const kept = await acme.create({});
    expect((await refusal(client().send('GET', `/${kept.id}`)))[0]).toBe(404);
  });

  it('makes two of two equal requests', async () => {
    const acme = client();
    const [one, other] = [await acme.create({}), await acme.create({})];
    expect(one.id).not.toBe(other.id);
    expect(Object(one.output[0])['content']).toEqual(Object(other.output[0])['content']);
  });

  it('lists the input, the latest first, page by page', async () => {
    const acme = client();
    const input = ['one', 'two', 'three'].map((content) => ({ role: 'user', content }));
    const { id } = await acme.create({ input });
    const texts = (page: Values) => Object(page)['data'].map((item: Values) => Object(item)['content'][0].text);
    const all = await acme.get(`/${id}/input_items`);
    expect(texts(all)).toEqual(['three', 'two', 'one']);
    expect(all).toMatchObject({
      object: 'list',
      has_more: false,
      data: [{ type: 'message', status: 'completed' }, {}, {}],
    });
    const first = await acme.get(`/${id}/input_items?limit=2&order=asc`);
    expect([texts(first), first['has_more']]).toEqual([['one', 'two'], true]);
    const rest = await acme.get(`/${id}/input_items?limit=2&order=asc&after=${String(first['last_id'])}`);
    expect([texts(rest), rest['has_more'], rest['first_id']]).toEqual([['three'], false, rest['last_id']]);
    expect(await refusal(acme.send('GET', `/${id}/input_items?limit=101`))).toEqual([
      400,
      'limit',
      'integer_above_max_value',
      "Invalid 'limit': integer above maximum value. Expected a value <= 100, but got 101 instead.",
    ]);
  });

  it('makes the conversation so far part of the prompt, also when its beginning is deleted', async () => {
    const acme = client();
    const first = await acme.create({});
    const second = await acme.create({ previous_response_id: first.id, input: 'And again' });
    const alone = await acme.create({ input: 'And again' });
    expect(Object(second['usage'])['input_tokens']).toBeGreaterThan(Object(alone['usage'])['input_tokens'] + 12);
    await acme.send('DELETE', `/${first.id}`);
    const items = await acme.get(`/${second.id}/input_items?order=asc`);
    expect(Object(items)['data'].map(({ role }: Values) => role)).toEqual(['user', 'assistant', 'user']);
  });

  it('knows items by reference', async () => {
    const acme = client();
    const first = await acme.create({ tools: [weather] });
    const [call] = first.output;
    const input = [
      { role: 'user', content: 'Weather?' },
      { type: 'item_reference', id: call?.id },
      { type: 'function_call_output', call_id: call?.['call_id'], output: 'rain' },
    ];
    const last = await acme.create({ tools: [weather], input });
    expect(Object(last.output[0])['content'][0].text).toContain('rain');
    expect(
      await refusal(acme.send('POST', '', { ...question, input: [{ type: 'item_reference', id: 'rs_1' }] })),
    ).toEqual([404, 'input', null, expect.stringContaining("Item with id 'rs_1' not found.")]);
  });

  it('knows what came in by reference too', async () => {
    const acme = client();
    const { id } = await acme.create({ input: [{ role: 'user', content: 'A long story' }] });
    const [item] = Object(await acme.get(`/${id}/input_items`))['data'];
    const again = await acme.create({ input: [{ type: 'item_reference', id: item.id }] });
    expect(Object(await acme.get(`/${again.id}/input_items`))['data']).toEqual([item]);
  });

  it('forgets the oldest when what it keeps is too much', async () => {
    const acme = client();
    const large = { input: 'x'.repeat(9 * 1024 * 1024) };
    const first = await acme.create(large);
    for (let i = 0; i < 6; i += 1) await acme.create(large);
    expect((await acme.send('GET', `/${first.id}`)).status).toBe(200);
    const last = await acme.create(large);
    expect((await acme.send('GET', `/${first.id}`)).status).toBe(404);
    expect((await acme.send('GET', `/${last.id}`)).status).toBe(200);
  });

  it('queues what runs in the background until somebody looks', async () => {
    const acme = client();
    const queued = await acme.create({ background: true });
    expect(queued).toMatchObject({ status: 'queued', background: true, output: [], usage: null, completed_at: null });
    const done = await acme.get(`/${queued.id}`);
    expect(done).toMatchObject({ id: queued.id, status: 'completed', background: true, output: [{ type: 'message' }] });
    expect(await value(acme.send('POST', `/${queued.id}/cancel`))).toEqual(done);
  });

  it('streams a response again, from any event on', async () => {
    const acme = client();
    const { id } = await acme.create({ background: true });
    const all = await acme.send('GET', `/${id}?stream=true`);
    const rest = await acme.send('GET', `/${id}?stream=true&starting_after=3`);
    if (all.kind !== 'stream' || rest.kind !== 'stream') throw new Error('no stream');
    expect(rest.events).toEqual(all.events.slice(4));
    expect(all.events.at(-1)?.event).toBe('response.completed');
  });

  it('cancels what waits in the background, and nothing else', async () => {
    const acme = client();
    const queued = await acme.create({ background: true });
    const cancelled = await value(acme.send('POST', `/${queued.id}/cancel`));
    expect(cancelled).toMatchObject({ id: queued.id, status: 'cancelled', output: [] });
    expect(await acme.get(`/${queued.id}`)).toEqual(cancelled);
    const { id } = await acme.create({});
    expect(await refusal(acme.send('POST', `/${id}/cancel`))).toEqual([
      400,
      undefined,
      null,
      'Cannot cancel a synchronous response.',
    ]);
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

const call = { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}' };
const result = { type: 'function_call_output', call_id: 'call_1', output: 'x' };

describe('a bad request', () => {
  it.each<[string, Values, readonly unknown[]]>([
    [
      'without a model',
      { model: undefined },
      ['model', 'missing_required_parameter', "Missing required parameter: 'model'."],
    ],
    [
      'with null for a model',
      { model: null },
      ['model', 'missing_required_parameter', "Missing required parameter: 'model'."],
    ],
    [
      'without input',
      { input: undefined },
      [undefined, 'missing_required_parameter', expect.stringMatching(/must be provided\.$/)],
    ],
    [
      'with a number for input',
      { input: 3 },
      [
        'input',
        'invalid_type',
        "Invalid type for 'input': expected one of a string or an array, but got an integer instead.",
      ],
    ],
    [
      'with an unknown role',
      { input: [{ role: 'robot', content: 'x' }] },
      [
        'input[0].role',
        'invalid_value',
        "Invalid value: 'robot'. Supported values are: 'assistant', 'system', 'developer', and 'user'.",
      ],
    ],
    [
      'without a role',
      { input: [{ content: 'x' }] },
      ['input[0].role', 'missing_required_parameter', expect.any(String)],
    ],
    [
      'with an unknown item',
      { input: [{ type: 'thought' }] },
      ['input[0]', 'invalid_value', expect.stringMatching(/^Invalid value: 'thought'. Supported values are: /)],
    ],
    [
      'with the parts of an answer in a question of the assistant',
      { input: [{ role: 'assistant', content: [{ type: 'input_text', text: 'x' }] }] },
      [
        'input[0].content[0]',
        'invalid_value',
        "Invalid value: 'input_text'. Supported values are: 'output_text' and 'refusal'.",
      ],
    ],
    [
      'with a part of chat completions',
      { input: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }] },
      [
        'input[0].content[0]',
        'invalid_value',
        "Invalid value: 'text'. Supported values are: 'input_text', 'input_image', and 'input_file'.",
      ],
    ],
    [
      'with a part without text',
      { input: [{ role: 'user', content: [{ type: 'input_text' }] }] },
      [
        'input[0].content[0].text',
        'missing_required_parameter',
        "Missing required parameter: 'input[0].content[0].text'.",
      ],
    ],
    [
      'with reasoning without a summary',
      { input: [{ type: 'reasoning', id: 'rs_1' }] },
      ['input[0].summary', 'missing_required_parameter', "Missing required parameter: 'input[0].summary'."],
    ],
    [
      'with a tool without a name',
      { tools: [{ type: 'function', function: { name: 'f' } }] },
      ['tools[0].name', 'missing_required_parameter', "Missing required parameter: 'tools[0].name'."],
    ],
    [
      'with an unknown tool',
      { tools: [{ type: 'hammer' }] },
      ['tools[0]', 'invalid_value', expect.stringMatching(/^Invalid value: 'hammer'/)],
    ],
    [
      'with a tool whose name has a space',
      { tools: [{ type: 'function', name: 'a b' }] },
      ['tools[0].name', 'invalid_value', expect.stringContaining('pattern')],
    ],
    [
      'that must call a tool and has none',
      { tool_choice: 'required' },
      ['tool_choice', null, "Tool choice 'required' must be specified with 'tools' parameter."],
    ],
    [
      'that must call a tool that is not there',
      { tool_choice: { type: 'function', name: 'g' }, tools: [weather] },
      ['tool_choice', null, "Tool choice 'function' not found in 'tools' parameter."],
    ],
    [
      'with too few tokens',
      { max_output_tokens: 15 },
      [
        'max_output_tokens',
        'integer_below_min_value',
        "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 15 instead.",
      ],
    ],
    [
      'with too high a temperature',
      { temperature: 2.5 },
      ['temperature', 'decimal_above_max_value', expect.any(String)],
    ],
    [
      'with a temperature for a model that reasons',
      { model: 'gpt-5', temperature: 0.5 },
      ['temperature', null, "Unsupported parameter: 'temperature' is not supported with this model."],
    ],
    [
      'with an effort for a model that does not reason',
      { reasoning: { effort: 'low' } },
      [
        'reasoning.effort',
        'unsupported_parameter',
        "Unsupported parameter: 'reasoning.effort' is not supported with this model.",
      ],
    ],
    ['with an unknown include', { include: ['all'] }, ['include[0]', 'invalid_value', expect.any(String)]],
    ['with too many logprobs', { top_logprobs: 21 }, ['top_logprobs', 'integer_above_max_value', expect.any(String)]],
    [
      'with stream options and no stream',
      { stream_options: { include_obfuscation: false } },
      ['stream_options', null, "The 'stream_options' parameter is only allowed when 'stream' is enabled."],
    ],
    [
      'for JSON without the word',
      { text: { format: { type: 'json_object' } } },
      ['input', null, expect.stringContaining("must contain the word 'json'")],
    ],
    [
      'with a format without a name',
      { text: { format: { type: 'json_schema', schema: {} } } },
      ['text.format.name', 'missing_required_parameter', "Missing required parameter: 'text.format.name'."],
    ],
    [
      'for JSON that cannot be',
      { text: { format: { type: 'json_schema', name: 'x', schema: { type: 'object', not: {} } } } },
      ['text.format.schema', 'invalid_json_schema', expect.stringContaining('Invalid schema')],
    ],
    [
      'that goes on from what is not there',
      { previous_response_id: 'resp_1' },
      ['previous_response_id', 'previous_response_not_found', "Previous response with id 'resp_1' not found."],
    ],
    [
      'with two pasts',
      { previous_response_id: 'resp_1', conversation: 'conv_1' },
      [undefined, 'mutually_exclusive_parameters', expect.stringContaining('only providing one of')],
    ],
    [
      'with a call without its result',
      { input: [call] },
      ['input', null, 'No tool output found for function call call_1.'],
    ],
    [
      'with a result without its call',
      { input: [result] },
      ['input', null, 'No tool call found for function call output with call_id call_1.'],
    ],
    [
      'with a result before its call',
      { input: [result, call] },
      ['input', null, 'No tool call found for function call output with call_id call_1.'],
    ],
    [
      'with a custom call without its result',
      { input: [{ type: 'custom_tool_call', call_id: 'call_2', name: 'c', input: 'x' }] },
      ['input', null, 'No tool output found for custom tool call call_2.'],
    ],
    [
      'with an item twice',
      { input: [call, { ...result, id: 'fc_1' }, { id: 'fc_1', role: 'user', content: 'x' }] },
      ['input', null, 'Duplicate item found with id fc_1. Remove duplicate items from your input and try again.'],
    ],
    ['in the background without a store', { background: true, store: false }, ['background', null, expect.any(String)]],
    [
      'longer than the context',
      { model: 'gpt-4', input: 'word '.repeat(9_000) },
      ['input', 'context_length_exceeded', expect.stringContaining('exceeds the context window')],
    ],
  ])('%s is refused', async (_, body, problem) => {
    expect(await refusal(send('POST', '', { ...question, ...body }))).toEqual([400, ...problem]);
  });

  it('is refused for unknown fields only under strict', async () => {
    const warnings: string[] = [];
    const odd = { ...question, frequency: 1 };
    const answer = await send('POST', '', odd, { warn: (text) => warnings.push(text) });
    expect([answer.status, warnings]).toEqual([200, ['POST /v1/responses: unknown field "frequency" is ignored']]);
    expect(await refusal(send('POST', '', odd, { strict: true }))).toEqual([
      400,
      'frequency',
      'unknown_parameter',
      "Unknown parameter: 'frequency'.",
    ]);
  });

  it('is cut to fit under truncation auto', async () => {
    const input = Array.from({ length: 30 }, () => ({ role: 'user', content: 'word '.repeat(500) }));
    const answer = await create({ model: 'gpt-4', input, truncation: 'auto' });
    expect(answer['status']).toBe('completed');
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
