import { describe, expect, it } from 'vitest';
import type { CanonicalObject } from '../../../src/core/canonical.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import { openaiAssistants } from '../../../src/dialects/openai-assistants/dialect.ts';
import { describePairs, whatNeverCounts, withHeaders } from '../../support/canonical-pairs.ts';
import { nineMessages, post } from '../samples.ts';

type Json = Record<string, unknown>;

function run(thread: string, body: Json): SimRequest {
  return post(`/v1/threads/${thread}/runs`, { assistant_id: 'asst_a', ...body });
}

function message(content: unknown, more: Json = {}): SimRequest {
  return post('/v1/threads/thread_a1b2c3d4/messages', { role: 'user', content, ...more });
}

function assistant(body: Json): SimRequest {
  return post('/v1/assistants', { model: 'gpt-4o', ...body });
}

function change(body: Json): SimRequest {
  return post('/v1/assistants/asst_a1b2c3d4', body);
}

const text = (value: string): Json => ({ type: 'text', text: value });
const picture = (id: string): Json => ({ type: 'image_file', image_file: { file_id: id } });
const tool = (name: string): Json => ({ type: 'function', function: { name } });

/** What a thread begins with, run by an assistant at once. */
function threadOf(...messages: readonly unknown[]): SimRequest {
  return post('/v1/threads/runs', { assistant_id: 'asst_a', thread: { messages } });
}

describePairs(
  openaiAssistants,
  [
    ...whatNeverCounts(run('thread_a', { instructions: 'Be short.', temperature: 0 })),
    ['one text part alone is the string', message([text('hi')]), message('hi')],
    [
      'so is one of a thread’s messages',
      threadOf({ role: 'user', content: [text('hi')] }),
      threadOf({ role: 'user', content: 'hi' }),
    ],
    [
      'so is one of a run’s',
      run('thread_a', { additional_messages: [{ role: 'user', content: [text('hi')] }] }),
      run('thread_a', { additional_messages: [{ role: 'user', content: 'hi' }] }),
    ],
    ['no attachments, files and metadata are absent', message('hi', { attachments: [], metadata: {} }), message('hi')],
    ['neither are there messages to add', run('thread_a', { additional_messages: [] }), run('thread_a', {})],
    ['text is the default format', assistant({ response_format: { type: 'text' } }), assistant({})],
    [
      'an image’s detail is the model’s choice by default',
      message([text('What?'), { type: 'image_url', image_url: { url: 'https://example.com/a', detail: 'auto' } }]),
      message([text('What?'), { type: 'image_url', image_url: { url: 'https://example.com/a' } }]),
    ],
    ['a thread is known by its number', run('thread_0a1b2c3d', {}), run('thread_9z8y7x6w', {})],
    [
      'so is an assistant',
      run('thread_0a1b2c3d', { assistant_id: 'asst_one' }),
      run('thread_0a1b2c3d', { assistant_id: 'asst_two' }),
    ],
    [
      'so are a run and the call that is answered in it',
      post('/v1/threads/thread_0a1b2c3d/runs/run_0a1b2c3d/submit_tool_outputs', {
        tool_outputs: [{ tool_call_id: 'call_one', output: '9°' }],
      }),
      post('/v1/threads/thread_9z8y7x6w/runs/run_9z8y7x6w/submit_tool_outputs', {
        tool_outputs: [{ tool_call_id: 'call_two', output: '9°' }],
      }),
    ],
    ['so is a file in a message', message([picture('file-one')]), message([picture('file-two')])],
    [
      'so is an attachment',
      message('hi', { attachments: [{ file_id: 'file-one', tools: [{ type: 'file_search' }] }] }),
      message('hi', { attachments: [{ file_id: 'file-two', tools: [{ type: 'file_search' }] }] }),
    ],
    [
      'so is what tools work with',
      assistant({ tool_resources: { file_search: { vector_store_ids: ['vs_one'] } } }),
      assistant({ tool_resources: { file_search: { vector_store_ids: ['vs_two'] } } }),
    ],
    [
      'a list of betas has no order',
      withHeaders(assistant({}), ['openai-beta', 'assistants=v2, other=v1']),
      withHeaders(assistant({}), ['OpenAI-Beta', 'other=v1,assistants=v2']),
    ],
  ],
  [
    ['one message is not nine', threadOf(nineMessages[8]), threadOf(...nineMessages)],
    [
      'messages have an order',
      threadOf(...nineMessages),
      threadOf(...nineMessages.slice(2), ...nineMessages.slice(0, 2)),
    ],
    ['a role counts', message('a'), message('a', { role: 'assistant' })],
    ['instructions count', assistant({ instructions: 'Be short.' }), assistant({ instructions: 'Be long.' })],
    ['an added tool counts', assistant({ tools: [tool('a')] }), assistant({ tools: [tool('a'), tool('b')] })],
    ['a run without tools is not one with the assistant’s', run('thread_a', { tools: [] }), run('thread_a', {})],
    [
      'a tool’s result counts',
      post('/v1/threads/t/runs/r/submit_tool_outputs', { tool_outputs: [{ tool_call_id: 'c', output: '9°' }] }),
      post('/v1/threads/t/runs/r/submit_tool_outputs', { tool_outputs: [{ tool_call_id: 'c', output: '10°' }] }),
    ],
    ['a temperature counts', run('thread_a', { temperature: 0 }), run('thread_a', {})],
    ['metadata counts', message('hi', { metadata: { run: '1' } }), message('hi', { metadata: { run: '2' } })],
    ['a picture more counts', message([picture('file-a')]), message([picture('file-a'), picture('file-b')])],
    [
      'the same picture twice is not two pictures',
      message([picture('file-a'), picture('file-a')]),
      message([picture('file-a'), picture('file-b')]),
    ],
    ['a change to nothing is a change', change({ name: 'a', tools: [] }), change({ name: 'a' })],
    ['so is one to null', change({ name: 'a', description: null }), change({ name: 'a' })],
    ['so is one to what is standard', change({ name: 'a', response_format: { type: 'text' } }), change({ name: 'a' })],
    [
      'a beta counts',
      withHeaders(assistant({}), ['openai-beta', 'assistants=v1']),
      withHeaders(assistant({}), ['openai-beta', 'assistants=v2']),
    ],
  ],
);

describe('segments of a request for an assistant or a run', () => {
  const { canonical } = openaiAssistants;
  const body: CanonicalObject = {
    assistant_id: 'asst_a',
    instructions: 'Be short.',
    additional_instructions: 'Be kind.',
    tools: [tool('weather') as CanonicalObject, { type: 'file_search' }],
  };

  it('has a system prompt in an assistant’s or a run’s instructions', () => {
    expect(canonical.withoutSystem(body)).toEqual({ assistant_id: 'asst_a', tools: body['tools'] });
  });

  it('has a name for every tool: the function’s, or the type of OpenAI’s own', () => {
    expect(canonical.withToolNames(body)).toEqual({ ...body, tools: ['weather', 'file_search'] });
  });

  it('has tools that can go', () => {
    const { tools: _, ...rest } = body;
    expect(canonical.withoutTools(body)).toEqual(rest);
  });

  it('is not copied where nothing changes', () => {
    const plain: CanonicalObject = { assistant_id: 'asst_a', max_completion_tokens: 256 };
    expect(canonical.withoutTools(plain)).toBe(plain);
    const changed: CanonicalObject = { name: null, metadata: {} };
    expect(canonical.body(changed, '/v1/assistants/asst_a')).toBe(changed);
  });
});
