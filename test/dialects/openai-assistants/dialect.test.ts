/** What is told of requests to the Assistants API, and of what it answers. */

import { describe, expect, it } from 'vitest';
import { openaiAssistants } from '../../../src/dialects/openai-assistants/dialect.ts';
import { json, post, sse } from '../samples.ts';

const content = (value: string) => [{ index: 0, type: 'text', text: { value } }];

describe('a request is described by', () => {
  it('the message that it adds to a thread', () => {
    const message = post('/v1/threads/t/messages', { role: 'user', content: 'solve' });
    expect(openaiAssistants.describe(message).prompt).toBe('solve');
  });

  it('the messages that come with a run', () => {
    const run = { thread: {}, additional_messages: [{ role: 'user', content: 'more' }], stream: true };
    expect(openaiAssistants.describe(post('/v1/threads/runs', run))).toEqual({
      model: undefined,
      prompt: 'more',
      stream: true,
    });
  });

  it('the model of an assistant', () => {
    const assistant = post('/v1/assistants', { model: 'gpt-4o' });
    expect(openaiAssistants.describe(assistant)).toEqual({ model: 'gpt-4o', prompt: undefined, stream: false });
  });
});

describe('the text of a reply', () => {
  it('is that of a message', () => {
    expect(openaiAssistants.textOf(json({ object: 'thread.message', id: 'm', content: content('Hi') }))).toBe('Hi');
  });

  it('is that of a streamed run, with the calls of its steps', () => {
    const delta = (value: string) => ({ object: 'thread.message.delta', id: 'm', delta: { content: content(value) } });
    const step = {
      object: 'thread.run.step.delta',
      id: 's',
      delta: {
        step_details: { type: 'tool_calls', tool_calls: [{ index: 0, function: { name: 'f', arguments: '{}' } }] },
      },
    };
    const whole = { object: 'thread.message', id: 'm', content: content('Hi') };
    expect(openaiAssistants.textOf(sse({ object: 'thread.run', id: 'r' }, step, delta('H'), delta('i'), whole))).toBe(
      'f({})\n\nHi',
    );
  });

  it('lists what is in a list', () => {
    expect(openaiAssistants.textOf(json({ object: 'list', data: [{ id: 'run_a' }, { id: 'run_b' }] }))).toBe(
      'run_a\nrun_b',
    );
  });

  it('is the message of an error', () => {
    const error = { error: { message: "No thread found with id 'x'.", type: 'invalid_request_error' } };
    expect(openaiAssistants.textOf(json(error, 404))).toContain("No thread found with id 'x'.");
  });
});
