/** Invented answers of the Assistants API, as OpenAI's official SDK sees them, held against the published description. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import OpenAI from 'openai';
import type { AssistantCreateParams, AssistantStreamEvent } from 'openai/resources/beta/assistants';
import type { Run } from 'openai/resources/beta/threads/runs/runs';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { startSimulator } from '../../src/app/simulator.ts';
import { defaultSynthesis, type SynthesisConfig } from '../../src/app/synthesis-config.ts';
import { openapi } from '../support/openapi.ts';
import { simulated } from '../support/simulated.ts';
import { tempFolder } from '../support/temp-folder.ts';

const specification = openapi('openai.openapi.yaml');

afterAll(() => {
  if (specification !== undefined)
    console.log(`${specification.checked()} bodies and events of assistants are as OpenAI describes`);
});

/** Nothing where the description is not there. */
function expectValid(schema: string, value: unknown): void {
  if (specification !== undefined) expect(specification.schema(schema)(value)).toEqual([]);
}

async function client(config: Partial<SynthesisConfig> = {}): Promise<OpenAI> {
  const url = await simulated(config);
  return new OpenAI({ apiKey: 'sk-test', baseURL: `${url}/v1`, maxRetries: 0 });
}

const weather: AssistantCreateParams = {
  model: 'gpt-4o',
  name: 'Weather',
  instructions: 'Tell the weather.',
  tools: [
    {
      type: 'function',
      function: {
        name: 'get_weather',
        description: 'The weather',
        parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
      },
    },
  ],
};

const plain: AssistantCreateParams = { model: 'gpt-4o', instructions: 'Be short.' };

async function asked(openai: OpenAI, about: AssistantCreateParams, content = 'How is the weather in Oslo?') {
  const assistant = await openai.beta.assistants.create(about);
  const thread = await openai.beta.threads.create({ messages: [{ role: 'user', content }] });
  return { assistant, thread };
}

async function lastText(openai: OpenAI, thread: string): Promise<string> {
  const [last] = (await openai.beta.threads.messages.list(thread)).data;
  const [part] = last?.content ?? [];
  return part?.type === 'text' ? part.text.value : '';
}

function callsOf(run: Run) {
  return run.required_action?.submit_tool_outputs.tool_calls ?? [];
}

async function eventsOf(stream: AsyncIterable<AssistantStreamEvent>): Promise<AssistantStreamEvent[]> {
  const events: AssistantStreamEvent[] = [];
  for await (const event of stream) events.push(event);
  for (const event of events) expectValid('AssistantStreamEvent', event);
  return events;
}

/** The names, each run of equal ones once. */
function namesOf(events: readonly AssistantStreamEvent[]): readonly string[] {
  return events.map(({ event }) => event).filter((name, i, all) => name !== all[i - 1]);
}

describe('assistants', () => {
  it('are made, listed, looked at, changed and deleted', async () => {
    const openai = await client();
    const made = await openai.beta.assistants.create({ ...weather, metadata: { of: 'test' } });
    expect(made).toMatchObject({ object: 'assistant', name: 'Weather', metadata: { of: 'test' }, temperature: 1 });
    expect(made.id).toMatch(/^asst_[A-Za-z0-9]{24}$/);
    expectValid('AssistantObject', made);
    const other = await openai.beta.assistants.create(plain);
    expect((await openai.beta.assistants.list()).data.map(({ id }) => id)).toEqual([other.id, made.id]);
    const changed = await openai.beta.assistants.update(made.id, { name: null, temperature: 0.5 });
    expect(changed).toMatchObject({ id: made.id, name: null, temperature: 0.5, instructions: 'Tell the weather.' });
    expect(await openai.beta.assistants.retrieve(made.id)).toEqual(changed);
    const deleted = await openai.beta.assistants.delete(made.id);
    expect(deleted).toEqual({ id: made.id, object: 'assistant.deleted', deleted: true });
    expectValid('DeleteAssistantResponse', deleted);
    await expect(openai.beta.assistants.retrieve(made.id)).rejects.toMatchObject({
      status: 404,
      error: { message: `No assistant found with id '${made.id}'.`, type: 'invalid_request_error' },
    });
  });

  it('are listed page by page, also while they are deleted', async () => {
    const openai = await client();
    for (const name of 'abcde') await openai.beta.assistants.create({ ...plain, name });
    const list = openai.beta.assistants.list({ limit: 2, order: 'asc' });
    expectValid('ListAssistantsResponse', await (await list.asResponse()).json());
    const page = await openai.beta.assistants.list({ limit: 2, order: 'asc' });
    expect(page.data.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(page.has_more).toBe(true);
    const names: (string | null)[] = [];
    for await (const { id, name } of openai.beta.assistants.list({ limit: 2, order: 'asc' })) {
      names.push(name);
      await openai.beta.assistants.delete(id);
    }
    expect(names).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect((await openai.beta.assistants.list()).data).toEqual([]);
  });
});

describe('threads and messages', () => {
  it('are made, looked at, changed and deleted', async () => {
    const openai = await client();
    const { threads } = openai.beta;
    const thread = await threads.create({ metadata: { of: 'test' } });
    expectValid('ThreadObject', thread);
    expect(await threads.retrieve(thread.id)).toEqual(thread);
    expect(await threads.update(thread.id, { metadata: { of: 'us' } })).toEqual({ ...thread, metadata: { of: 'us' } });
    const message = await threads.messages.create(thread.id, {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
      ],
    });
    expectValid('MessageObject', message);
    expect(message.content).toEqual([
      { type: 'text', text: { value: 'What is this?', annotations: [] } },
      { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'auto' } },
    ]);
    const changed = await threads.messages.update(message.id, { thread_id: thread.id, metadata: { seen: 'yes' } });
    expect(await threads.messages.retrieve(message.id, { thread_id: thread.id })).toEqual(changed);
    expect(await threads.messages.delete(message.id, { thread_id: thread.id })).toMatchObject({ deleted: true });
    expect((await threads.messages.list(thread.id)).data).toEqual([]);
    expect(await threads.delete(thread.id)).toEqual({ id: thread.id, object: 'thread.deleted', deleted: true });
    await expect(threads.retrieve(thread.id)).rejects.toMatchObject({ status: 404 });
  });
});

describe('a run', () => {
  it('is queued, and completed when it is looked at', async () => {
    const openai = await client({ tokens: '20' });
    const { assistant, thread } = await asked(openai, plain);
    const queued = await openai.beta.threads.runs.create(thread.id, { assistant_id: assistant.id });
    expect(queued).toMatchObject({ status: 'queued', usage: null, instructions: 'Be short.' });
    expectValid('RunObject', queued);
    const run = await openai.beta.threads.runs.retrieve(queued.id, { thread_id: thread.id });
    expect(run).toMatchObject({ id: queued.id, status: 'completed', usage: { completion_tokens: 20 } });
    expectValid('RunObject', run);
    const messages = await openai.beta.threads.messages.list(thread.id, { run_id: run.id });
    expect(messages.data).toMatchObject([{ role: 'assistant', run_id: run.id, assistant_id: assistant.id }]);
    for (const message of messages.data) expectValid('MessageObject', message);
    const steps = await openai.beta.threads.runs.steps.list(run.id, { thread_id: thread.id });
    expect(steps.data).toMatchObject([{ type: 'message_creation', status: 'completed', usage: run.usage }]);
    for (const step of steps.data) {
      expectValid('RunStepObject', step);
      const alone = await openai.beta.threads.runs.steps.retrieve(step.id, { thread_id: thread.id, run_id: run.id });
      expect(alone).toEqual(step);
    }
    expect((await openai.beta.threads.runs.list(thread.id)).data).toEqual([run]);
    expectValid('ListRunsResponse', await (await openai.beta.threads.runs.list(thread.id).asResponse()).json());
  });

  it('calls tools, waits for what they give, and answers with it', async () => {
    const openai = await client();
    const { assistant, thread } = await asked(openai, weather);
    const waiting = await openai.beta.threads.runs.createAndPoll(thread.id, { assistant_id: assistant.id });
    expect(waiting.status).toBe('requires_action');
    expectValid('RunObject', waiting);
    const [call] = callsOf(waiting);
    expect(call?.function.name).toBe('get_weather');
    expect(JSON.parse(call?.function.arguments ?? '')).toEqual({ city: expect.any(String) });
    const done = await openai.beta.threads.runs.submitToolOutputsAndPoll(waiting.id, {
      thread_id: thread.id,
      tool_outputs: callsOf(waiting).map(({ id }) => ({ tool_call_id: id, output: 'sunny, 21°' })),
    });
    expect(done.status).toBe('completed');
    expectValid('RunObject', done);
    expect(await lastText(openai, thread.id)).toContain('sunny, 21°');
    const steps = await openai.beta.threads.runs.steps.list(done.id, { thread_id: thread.id, order: 'asc' });
    expect(steps.data.map(({ type, status }) => [type, status])).toEqual([
      ['tool_calls', 'completed'],
      ['message_creation', 'completed'],
    ]);
    for (const step of steps.data) expectValid('RunStepObject', step);
    const total = steps.data.reduce((sum, { usage }) => sum + (usage?.total_tokens ?? 0), 0);
    expect(done.usage?.total_tokens).toBe(total);
  });

  it('speaks JSON of the schema that the assistant was given', async () => {
    const openai = await client();
    const { assistant, thread } = await asked(openai, {
      ...plain,
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'age',
          schema: { type: 'object', properties: { age: { type: 'integer' } }, required: ['age'] },
        },
      },
    });
    await openai.beta.threads.runs.createAndPoll(thread.id, { assistant_id: assistant.id });
    expect(JSON.parse(await lastText(openai, thread.id))).toEqual({ age: expect.any(Number) });
  });

  it('that may say no more is incomplete', async () => {
    const openai = await client({ tokens: '400' });
    const { assistant, thread } = await asked(openai, plain);
    const run = await openai.beta.threads.runs.createAndPoll(thread.id, {
      assistant_id: assistant.id,
      max_completion_tokens: 256,
    });
    expect(run).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_completion_tokens' } });
    expect(run.usage?.completion_tokens).toBe(256);
  });

  it('is cancelled, and its thread is free again', async () => {
    const openai = await client();
    const { assistant, thread } = await asked(openai, weather);
    const { runs } = openai.beta.threads;
    const waiting = await runs.createAndPoll(thread.id, { assistant_id: assistant.id });
    expect((await runs.cancel(waiting.id, { thread_id: thread.id })).status).toBe('cancelling');
    const cancelled = await runs.poll(waiting.id, { thread_id: thread.id });
    expect(cancelled.status).toBe('cancelled');
    expectValid('RunObject', cancelled);
    const steps = await runs.steps.list(waiting.id, { thread_id: thread.id });
    expect(steps.data.map(({ status }) => status)).toEqual(['cancelled']);
    const next = await runs.create(thread.id, { assistant_id: assistant.id });
    expect(next.status).toBe('queued');
    expect(next.id).not.toBe(waiting.id);
  });

  it('begins together with its thread', async () => {
    const openai = await client({ generators: [{ model: '*', generator: 'echo', text: undefined }] });
    const { id } = await openai.beta.assistants.create(plain);
    const run = await openai.beta.threads.createAndRunPoll({
      assistant_id: id,
      thread: { messages: [{ role: 'user', content: 'Say hello' }] },
    });
    expect(run.status).toBe('completed');
    expect(await lastText(openai, run.thread_id)).toBe('Say hello');
  });
});

describe('a streamed run', () => {
  it('sends every event of a message, and the SDK puts them together', async () => {
    const openai = await client({ tokens: '20' });
    const { assistant, thread } = await asked(openai, plain);
    const stream = openai.beta.threads.runs.stream(thread.id, { assistant_id: assistant.id });
    const events = await eventsOf(stream);
    expect(namesOf(events)).toEqual([
      'thread.run.created',
      'thread.run.queued',
      'thread.run.in_progress',
      'thread.run.step.created',
      'thread.run.step.in_progress',
      'thread.message.created',
      'thread.message.in_progress',
      'thread.message.delta',
      'thread.message.completed',
      'thread.run.step.completed',
      'thread.run.completed',
    ]);
    expect(events.filter(({ event }) => event === 'thread.message.delta').length).toBeGreaterThan(3);
    const [message] = await stream.finalMessages();
    const kept = await openai.beta.threads.messages.retrieve(message?.id ?? '', { thread_id: thread.id });
    expect(message?.content).toMatchObject(kept.content);
    const delta = events.flatMap((event) =>
      event.event === 'thread.message.delta' ? (event.data.delta.content ?? []) : [],
    );
    const said = delta.map((part) => (part.type === 'text' ? part.text?.value : '')).join('');
    expect(said).toBe(await lastText(openai, thread.id));
    const run = await openai.beta.threads.runs.retrieve((await stream.finalRun()).id, { thread_id: thread.id });
    expect(run.status).toBe('completed');
  });

  it('begins with its thread where that is new', async () => {
    const openai = await client();
    const { id } = await openai.beta.assistants.create(plain);
    const messages = [{ role: 'user' as const, content: 'Say hello' }];
    const events = await eventsOf(openai.beta.threads.createAndRunStream({ assistant_id: id, thread: { messages } }));
    expect(namesOf(events).slice(0, 2)).toEqual(['thread.created', 'thread.run.created']);
  });

  it('calls tools in pieces, and goes on with what they give', async () => {
    const openai = await client();
    const { assistant, thread } = await asked(openai, weather);
    const stream = openai.beta.threads.runs.stream(thread.id, { assistant_id: assistant.id });
    const events = await eventsOf(stream);
    expect(namesOf(events).slice(-4)).toEqual([
      'thread.run.step.created',
      'thread.run.step.in_progress',
      'thread.run.step.delta',
      'thread.run.requires_action',
    ]);
    const waiting = await openai.beta.threads.runs.retrieve(stream.currentRun()?.id ?? '', { thread_id: thread.id });
    const [step] = (await openai.beta.threads.runs.steps.list(waiting.id, { thread_id: thread.id })).data;
    expect(stream.currentRunStepSnapshot()?.step_details).toMatchObject({ tool_calls: callsOf(waiting) });
    expect(step?.status).toBe('in_progress');
    const rest = openai.beta.threads.runs.submitToolOutputsStream(waiting.id, {
      thread_id: thread.id,
      tool_outputs: callsOf(waiting).map(({ id }) => ({ tool_call_id: id, output: 'sunny' })),
    });
    expect(namesOf(await eventsOf(rest))).toEqual([
      'thread.run.step.completed',
      'thread.run.queued',
      'thread.run.in_progress',
      'thread.run.step.created',
      'thread.run.step.in_progress',
      'thread.message.created',
      'thread.message.in_progress',
      'thread.message.delta',
      'thread.message.completed',
      'thread.run.step.completed',
      'thread.run.completed',
    ]);
    expect(await lastText(openai, thread.id)).toContain('sunny');
  });
});

describe('rules', () => {
  it('answer a run that brings its messages along, and what tools gave', async () => {
    const file = join(tempFolder(), 'rules.yaml');
    const rules = [
      { match: { tool_result_contains: 'sunny' }, response: 'Take a hat.' },
      {
        match: { last_contains: 'hot' },
        response: { tool_calls: [{ name: 'get_weather', arguments: { city: 'Rome' } }] },
      },
    ];
    writeFileSync(file, JSON.stringify({ rules }));
    const simulator = await startSimulator({
      mode: 'none',
      paths: [],
      latency: { kind: 'instant' },
      synthesis: defaultSynthesis,
      rules: { files: [file], answers: defaultSynthesis, onNews() {} },
    });
    onTestFinished(() => simulator.close(0));
    const openai = new OpenAI({ apiKey: 'sk-test', baseURL: `${simulator.url}/v1`, maxRetries: 0 });
    const { id } = await openai.beta.assistants.create(weather);
    const thread = { messages: [{ role: 'user' as const, content: 'Is it hot?' }] };
    const waiting = await openai.beta.threads.createAndRunPoll({ assistant_id: id, thread });
    expect(callsOf(waiting).map(({ function: called }) => called)).toEqual([
      { name: 'get_weather', arguments: expect.stringContaining('Rome') },
    ]);
    await openai.beta.threads.runs.submitToolOutputsAndPoll(waiting.id, {
      thread_id: waiting.thread_id,
      tool_outputs: callsOf(waiting).map((call) => ({ tool_call_id: call.id, output: 'sunny' })),
    });
    expect(await lastText(openai, waiting.thread_id)).toBe('Take a hat.');
  });
});

describe('what OpenAI refuses', () => {
  it('a second run, and messages, while one is active', async () => {
    const openai = await client();
    const { assistant, thread } = await asked(openai, plain);
    const { id } = await openai.beta.threads.runs.create(thread.id, { assistant_id: assistant.id });
    await expect(openai.beta.threads.runs.create(thread.id, { assistant_id: assistant.id })).rejects.toMatchObject({
      status: 400,
      error: { message: `Thread ${thread.id} already has an active run ${id}.` },
    });
    await expect(
      openai.beta.threads.messages.create(thread.id, { role: 'user', content: 'More' }),
    ).rejects.toMatchObject({
      status: 400,
      error: { message: `Can't add messages to ${thread.id} while a run ${id} is active.` },
    });
  });

  it('models that do not exist, where they are to be known', async () => {
    const openai = await client({ strictModels: true });
    await expect(openai.beta.assistants.create({ model: 'nope' })).rejects.toMatchObject({
      status: 400,
      code: 'model_not_found',
      param: 'model',
    });
  });
});
