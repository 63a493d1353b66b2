/** The Assistants API keeps what it is given, moves runs on when they are looked at, and refuses what OpenAI refuses. */

import { beforeEach, describe, expect, it } from 'vitest';
import { catalogueOf } from '../../../src/catalogue/catalogue.ts';
import type { Draft, DraftChoice } from '../../../src/core/draft.ts';
import type { HeaderList } from '../../../src/core/headers.ts';
import type { Prompt } from '../../../src/core/prompt.ts';
import { assistantsEndpoints } from '../../../src/dialects/openai-assistants/endpoints/list.ts';
import { SelectionState } from '../../../src/pipeline/synthesis/selection-state.ts';
import {
  type Answered,
  answered,
  type ContextOptions,
  endpointContext,
  jsonRequest,
} from '../../support/endpoint-context.ts';
import { openapi } from '../../support/openapi.ts';

const specification = openapi('openai.openapi.yaml');

type Json = Record<string, unknown>;
type Listed = Json & { readonly data: readonly Json[] };

let state: SelectionState;
beforeEach(() => {
  state = new SelectionState();
});

function send(method: string, target: string, body?: unknown, options: ContextOptions = {}, headers?: HeaderList) {
  return answered(assistantsEndpoints, jsonRequest(method, `/v1/${target}`, body, headers), { state, ...options });
}

async function bodyOf(answer: Promise<Answered>): Promise<Json> {
  const given = await answer;
  if (given.kind !== 'whole') throw new Error(JSON.stringify(given));
  return given.body as Json;
}

async function listed(target: string): Promise<Listed> {
  return (await bodyOf(send('GET', target))) as Listed;
}

async function idOf(target: string, body: unknown = {}, options?: ContextOptions): Promise<string> {
  return String((await bodyOf(send('POST', target, body, options)))['id']);
}

const assistant = { model: 'gpt-4o' };
const weather = { type: 'function', function: { name: 'get_weather', parameters: { type: 'object' } } };
const hello = { role: 'user', content: 'hello' };

const usage = { input: 3, output: 2, cached: 0, reasoning: 0 };
const nothing: DraftChoice = {
  text: '',
  reasoning: '',
  refusal: '',
  toolCalls: [],
  finish: 'stop',
  stopSequence: undefined,
  logprobs: undefined,
};

async function refusal(answer: Promise<Answered>) {
  const given = await answer;
  return given.kind === 'error' ? given.error : undefined;
}

describe('lists', () => {
  const letters = async (target: string) =>
    (await listed(target)).data.map(({ content }) => (content as [{ text: { value: string } }])[0].text.value).join('');

  it('begin with the newest, and turn around', async () => {
    const thread = await idOf('threads', { messages: [...'abc'].map((content) => ({ role: 'user', content })) });
    expect(await letters(`threads/${thread}/messages`)).toBe('cba');
    expect(await letters(`threads/${thread}/messages?order=asc`)).toBe('abc');
  });

  it('have pages behind an object and before it', async () => {
    const thread = await idOf('threads', { messages: [...'abcdef'].map((content) => ({ role: 'user', content })) });
    const all = `threads/${thread}/messages`;
    const ids = (await listed(`${all}?order=asc`)).data.map(({ id }) => String(id));
    expect(await letters(`${all}?order=asc&limit=2&after=${ids[1]}`)).toBe('cd');
    expect(await letters(`${all}?limit=2&after=${ids[3]}`)).toBe('cb');
    expect(await letters(`${all}?order=asc&limit=2&before=${ids[4]}`)).toBe('cd');
    expect(await letters(`${all}?order=asc&after=${ids[0]}&before=${ids[3]}`)).toBe('bc');
    expect(await listed(`${all}?order=asc&limit=2`)).toMatchObject({
      object: 'list',
      first_id: ids[0],
      last_id: ids[1],
      has_more: true,
    });
    expect(await listed(`${all}?limit=6`)).toMatchObject({ has_more: false });
    await send('DELETE', `${all}/${ids[1]}`);
    expect(await letters(`${all}?order=asc&limit=2&after=${ids[1]}`)).toBe('cd');
  });

  it('have no first and no last where they are empty', async () => {
    expect(await listed('assistants')).toEqual({
      object: 'list',
      data: [],
      first_id: null,
      last_id: null,
      has_more: false,
    });
  });
});

describe('what is kept', () => {
  it('has stores for the files that come with it, and tells whether functions are strict', async () => {
    const made = await bodyOf(
      send('POST', 'assistants', {
        ...assistant,
        tools: [weather, { type: 'file_search' }],
        tool_resources: { file_search: { vector_stores: [{ file_ids: ['file-a'] }] } },
      }),
    );
    expect(made['tool_resources']).toEqual({
      file_search: { vector_store_ids: [expect.stringMatching(/^vs_\w{32}$/)] },
    });
    expect(made['tools']).toEqual([
      { ...weather, function: { ...weather.function, strict: false } },
      { type: 'file_search' },
    ]);
  });

  it('is another thread each time, and no body is as good as an empty one', async () => {
    const ids = [await idOf('threads'), await idOf('threads', undefined), await idOf('threads')];
    expect(new Set(ids).size).toBe(3);
  });

  it('never goes back in time', async () => {
    const thread = await idOf('threads', {}, { created: 2_000 });
    for (const created of [3_000, 1_000, 2_500]) {
      await send('POST', `threads/${thread}/messages`, { role: 'user', content: `at ${created}` }, { created });
    }
    const times = (await listed(`threads/${thread}/messages?order=asc`)).data.map(({ created_at }) => created_at);
    expect(times).toEqual([3_000, 3_001, 3_002]);
  });
});

describe('a run', () => {
  async function begun(body: Json = {}, about: Json = assistant, options?: ContextOptions) {
    const id = await idOf('assistants', about);
    const thread = await idOf('threads', { messages: [hello] });
    const run = await bodyOf(send('POST', `threads/${thread}/runs`, { assistant_id: id, ...body }, options));
    return { thread, run, path: `threads/${thread}/runs/${run['id']}` };
  }

  it('asks what the thread says, in the words of the assistant and of the run', async () => {
    const prompts: Prompt[] = [];
    const { generate } = endpointContext(jsonRequest('POST', '/v1/threads'));
    const draft = (prompt: Prompt) => {
      prompts.push(prompt);
      return generate.draft(prompt);
    };
    await begun(
      {
        additional_instructions: 'Be kind.',
        additional_messages: [{ role: 'assistant', content: [{ type: 'text', text: 'yes?' }] }],
        tools: [weather, { type: 'code_interpreter' }],
        tool_choice: { type: 'function', function: { name: 'get_weather' } },
        parallel_tool_calls: false,
        response_format: { type: 'json_object' },
        max_completion_tokens: 300,
      },
      { ...assistant, instructions: 'Be short.' },
      { generate: { ...generate, draft } },
    );
    expect(prompts).toMatchObject([
      {
        model: 'gpt-4o',
        messages: [
          { role: 'system', text: 'Be short.\nBe kind.' },
          { role: 'user', text: 'hello' },
          { role: 'assistant', text: 'yes?' },
        ],
        tools: [{ name: 'get_weather' }],
        toolChoice: { kind: 'named', name: 'get_weather' },
        parallelToolCalls: false,
        format: { kind: 'json' },
        maxTokens: 300,
      },
    ]);
  });

  it('is completed by a look at the thread’s messages too', async () => {
    const { thread, path } = await begun();
    expect((await listed(`threads/${thread}/runs`)).data).toMatchObject([{ status: 'queued' }]);
    expect((await listed(`threads/${thread}/messages`)).data).toHaveLength(2);
    expect((await listed(`threads/${thread}/runs`)).data).toMatchObject([{ status: 'completed' }]);
    expect((await listed(`${path}/steps`)).data).toHaveLength(1);
  });

  it('that must call a tool ends when it has', async () => {
    const { thread, path } = await begun({ tool_choice: 'required' }, { ...assistant, tools: [weather] });
    const waiting = await bodyOf(send('GET', path));
    const [call] = (waiting as { required_action: { submit_tool_outputs: { tool_calls: [{ id: string }] } } })
      .required_action.submit_tool_outputs.tool_calls;
    const outputs = { tool_outputs: [{ tool_call_id: call.id, output: 'sunny' }] };
    expect(await bodyOf(send('POST', `${path}/submit_tool_outputs`, outputs))).toMatchObject({
      status: 'queued',
      required_action: null,
    });
    expect(await bodyOf(send('GET', path))).toMatchObject({ status: 'completed' });
    expect((await listed(`threads/${thread}/messages`)).data[0]).toMatchObject({ role: 'assistant' });
  });

  it('leaves out the oldest messages where the model cannot take them all', async () => {
    const models = catalogueOf({ small: { contextWindow: 300 } });
    const id = await idOf('assistants', { model: 'small' });
    const messages = Array.from({ length: 10 }, (_, i) => ({ role: 'user', content: `${i} ${'word '.repeat(50)}` }));
    const thread = await idOf('threads', { messages });
    const run = await bodyOf(send('POST', `threads/${thread}/runs`, { assistant_id: id }, { models }));
    expect(await bodyOf(send('GET', `threads/${thread}/runs/${run['id']}`))).toMatchObject({ status: 'completed' });
  });

  it('fails where one message is more than the model can take', async () => {
    const models = catalogueOf({ small: { contextWindow: 20 } });
    const { path } = await begun(
      { additional_messages: [{ role: 'user', content: 'word '.repeat(50) }], model: 'small' },
      assistant,
      { models },
    );
    expect(await bodyOf(send('GET', path))).toMatchObject({
      status: 'failed',
      last_error: { code: 'invalid_prompt', message: expect.stringContaining('maximum context length is 20 tokens') },
      expires_at: null,
      failed_at: expect.any(Number),
    });
  });

  it('is incomplete where the prompt may not be so long', async () => {
    const message = { role: 'user', content: 'word '.repeat(300) };
    const { path } = await begun({ max_prompt_tokens: 256, additional_messages: [message] });
    expect(await bodyOf(send('GET', path))).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_prompt_tokens' },
    });
  });

  it('that cannot be drafted for a client’s mistake leaves the thread free', async () => {
    const id = await idOf('assistants', assistant);
    const thread = await idOf('threads', { messages: [hello] });
    const { generate } = endpointContext(jsonRequest('POST', '/v1/threads'));
    const failing = { ...generate, draft: () => Promise.reject(new Error('no such generator')) };
    const runs = `threads/${thread}/runs`;
    await expect(send('POST', runs, { assistant_id: id }, { generate: failing })).rejects.toThrow('no such generator');
    expect(await bodyOf(send('POST', runs, { assistant_id: id }))).toMatchObject({ status: 'queued' });
  });

  it('keeps metadata that it was given while it was queued', async () => {
    const { path } = await begun();
    expect(await bodyOf(send('POST', path, { metadata: { a: 'b' } }))).toMatchObject({ status: 'queued' });
    expect(await bodyOf(send('GET', path))).toMatchObject({ status: 'completed', metadata: { a: 'b' } });
  });

  it('streams its end, with [DONE] behind it', async () => {
    const id = await idOf('assistants', assistant);
    const stream = await send('POST', 'threads/runs', {
      assistant_id: id,
      stream: true,
      thread: { messages: [hello] },
    });
    const events = stream.kind === 'stream' ? stream.events : [];
    expect(events[0]?.event).toBe('thread.created');
    expect(events.at(-2)?.event).toBe('thread.run.completed');
    expect(events.at(-1)).toEqual({ event: 'done', data: '[DONE]' });
  });

  describe('streamed', () => {
    /** The names of the events, equal neighbours once, of a run whose model says what is given. */
    async function streamed(choice: Partial<DraftChoice>): Promise<readonly string[]> {
      const { generate } = endpointContext(jsonRequest('POST', '/v1/threads'));
      const draft = { choices: [{ ...nothing, ...choice }], usage, cut: (text: string) => [...text] } satisfies Draft;
      const speaking = { ...generate, draft: () => Promise.resolve({ kind: 'draft' as const, draft }) };
      const id = await idOf('assistants', assistant);
      const body = { assistant_id: id, stream: true, thread: { messages: [hello] } };
      const stream = await send('POST', 'threads/runs', body, { generate: speaking });
      if (stream.kind !== 'stream') throw new Error(JSON.stringify(stream));
      const events = stream.events.slice(0, -1);
      for (const event of events) expect(specification?.schema('AssistantStreamEvent')(event) ?? []).toEqual([]);
      const names = events.map(({ event }) => String(event).replace('thread.', ''));
      return names.filter((name, i) => name !== names[i - 1]).slice(4);
    }

    const saying = [
      'run.step.created',
      'run.step.in_progress',
      'message.created',
      'message.in_progress',
      'message.delta',
    ];

    it('refuses in a message', async () => {
      const names = [...saying, 'message.completed', 'run.step.completed', 'run.completed'];
      expect(await streamed({ refusal: 'No.', finish: 'refusal' })).toEqual(names);
    });

    it('says nothing in a message too', async () => {
      const names = [...saying, 'message.completed', 'run.step.completed', 'run.completed'];
      expect(await streamed({})).toEqual(names);
    });

    it('is cut short', async () => {
      const names = [...saying, 'message.incomplete', 'run.step.completed', 'run.incomplete'];
      expect(await streamed({ text: 'Hel', finish: 'length' })).toEqual(names);
    });

    it('speaks before it calls', async () => {
      const toolCalls = ['Oslo', 'Rome'].map((city) => ({ name: 'get_weather', arguments: JSON.stringify({ city }) }));
      expect(await streamed({ text: 'Wait.', toolCalls, finish: 'tool-calls' })).toEqual([
        ...saying,
        'message.completed',
        'run.step.completed',
        'run.step.created',
        'run.step.in_progress',
        'run.step.delta',
        'run.requires_action',
      ]);
    });
  });

  it('tells rules what it can: what comes with the request', () => {
    const find = (path: string) => assistantsEndpoints.find((endpoint) => endpoint.path === path);
    const asked = jsonRequest('POST', '/v1/threads/runs', {
      instructions: 'Be short.',
      thread: { messages: [hello] },
    });
    expect(find('threads/runs')?.prompt?.(asked)).toMatchObject({
      messages: [
        { role: 'system', text: 'Be short.' },
        { role: 'user', text: 'hello' },
      ],
    });
    const outputs = jsonRequest('POST', '/', { tool_outputs: [{ tool_call_id: 'call_a', output: 'sunny' }] });
    expect(find('threads/{thread}/runs/{run}/submit_tool_outputs')?.prompt?.(outputs)).toMatchObject({
      messages: [{ role: 'tool', toolResults: [{ id: 'call_a', content: 'sunny' }] }],
    });
  });

  it('refuses outputs that nobody waits for, and too few of them', async () => {
    const { path } = await begun({}, { ...assistant, tools: [weather] });
    const submit = `${path}/submit_tool_outputs`;
    expect(await refusal(send('POST', submit, { tool_outputs: [] }))).toMatchObject({
      status: 400,
      message: 'Runs in status "queued" do not accept tool outputs.',
    });
    await send('GET', path);
    const wrong = { tool_outputs: [{ tool_call_id: 'call_x', output: '' }] };
    expect(await refusal(send('POST', submit, wrong))).toMatchObject({
      status: 400,
      message: expect.stringMatching(/^Expected tool outputs for call_ids \['call_\w{24}'\], got \['call_x'\]$/),
    });
  });

  it('that is over cannot be cancelled', async () => {
    const { path } = await begun();
    await send('GET', path);
    expect(await refusal(send('POST', `${path}/cancel`))).toMatchObject({
      status: 400,
      message: "Cannot cancel run with status 'completed'.",
    });
  });
});

describe('what is refused', () => {
  it.each<[string, string, string, unknown, object]>([
    [
      'a thread that is not there',
      'GET',
      'threads/thread_x',
      undefined,
      { message: "No thread found with id 'thread_x'." },
    ],
    [
      'one that is run',
      'POST',
      'threads/thread_x/runs',
      { assistant_id: 'a' },
      { message: "No thread found with id 'thread_x'." },
    ],
    [
      'an assistant that is not there',
      'DELETE',
      'assistants/asst_x',
      undefined,
      { message: "No assistant found with id 'asst_x'." },
    ],
    [
      'one that is to run',
      'POST',
      'threads/runs',
      { assistant_id: 'asst_x' },
      { status: 404, message: "No assistant found with id 'asst_x'." },
    ],
    [
      'a run without an assistant',
      'POST',
      'threads/runs',
      {},
      { param: 'assistant_id', code: 'missing_required_parameter' },
    ],
    ['an assistant without a model', 'POST', 'assistants', {}, { param: 'model', code: 'missing_required_parameter' }],
    [
      'a tool without a name',
      'POST',
      'assistants',
      { ...assistant, tools: [{ type: 'function', function: {} }] },
      { param: 'tools[0].function.name' },
    ],
    [
      'a role that is none',
      'POST',
      'threads',
      { messages: [{ role: 'robot', content: 'x' }] },
      { param: 'messages[0].role', code: 'invalid_value' },
    ],
    ['no JSON', 'POST', 'threads', 'x', { message: expect.stringContaining('not valid JSON') }],
    ['a page too long', 'GET', 'assistants?limit=101', undefined, { param: 'limit', code: 'integer_above_max_value' }],
    [
      'an order that is none',
      'GET',
      'assistants?order=up',
      undefined,
      { message: "Invalid value: 'up'. Supported values are: 'asc' and 'desc'." },
    ],
    ['a page behind nothing', 'GET', 'assistants?after=asst_x', undefined, { status: 404 }],
  ])('%s', async (_, method, target, body, error) => {
    expect(await refusal(send(method, target, body))).toMatchObject(error);
  });

  it('is what is not there in a thread that is', async () => {
    const thread = await idOf('threads');
    expect(await refusal(send('GET', `threads/${thread}/runs/run_x`))).toMatchObject({
      status: 404,
      message: "No run found with id 'run_x'.",
    });
    expect(await refusal(send('GET', `threads/${thread}/messages/msg_x`))).toMatchObject({
      status: 404,
      message: "No message found with id 'msg_x'.",
    });
  });

  it('under strict, is a request without the beta header, but not on Azure', async () => {
    const strict = { strict: true };
    expect(await refusal(send('POST', 'threads', {}, strict))).toMatchObject({ status: 400, code: 'invalid_beta' });
    const beta: HeaderList = [['OpenAI-Beta', 'assistants=v2']];
    expect((await send('POST', 'threads', {}, strict, beta)).kind).toBe('whole');
    const azure = jsonRequest('POST', '/openai/threads?api-version=2024-05-01-preview', {});
    expect((await answered(assistantsEndpoints, azure, { state, ...strict })).kind).toBe('whole');
    expect(await refusal(send('POST', 'threads', { colour: 'red' }, strict, beta))).toMatchObject({
      param: 'colour',
      code: 'unknown_parameter',
    });
  });
});
