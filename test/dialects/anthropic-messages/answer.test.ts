/** What Anthropic's replies say and cost, streamed or not. */

import { describe, expect, it } from 'vitest';
import { anthropicMessages } from '../../../src/dialects/anthropic-messages/dialect.ts';
import { json, reply, sse } from '../samples.ts';

const { answerOf } = anthropicMessages;

const empty = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-haiku-4-5-20251001', content: [] };
const usage = { input_tokens: 10, cache_creation_input_tokens: 3, cache_read_input_tokens: 4, output_tokens: 20 };
const content = [
  { type: 'thinking', thinking: 'Two and two.', signature: 's' },
  { type: 'redacted_thinking', data: 'b3BhcXVl' },
  { type: 'text', text: 'It is ' },
  { type: 'text', text: '4.' },
  { type: 'tool_use', id: 'toolu_1', name: 'look', input: { x: 1 } },
  { type: 'tool_use', id: 'toolu_2', name: 'now', input: {} },
];
const whole = { ...empty, content, stop_reason: 'tool_use', stop_sequence: null, usage };

const start = (index: number, block: object) => ({ type: 'content_block_start', index, content_block: block });
const delta = (index: number, value: object) => ({ type: 'content_block_delta', index, delta: value });
const stop = (index: number) => ({ type: 'content_block_stop', index });
const ended = (more: object, counts: object) => ({ type: 'message_delta', delta: more, usage: counts });

const said = {
  model: 'claude-haiku-4-5-20251001',
  choices: [
    {
      text: 'It is 4.',
      reasoning: 'Two and two.',
      refusal: '',
      toolCalls: [
        { name: 'look', arguments: '{"x":1}' },
        { name: 'now', arguments: '{}' },
      ],
      finish: 'tool_use',
    },
  ],
  usage: { input: 17, output: 20, cached: 4, reasoning: 0 },
};

describe('the answer of a message', () => {
  it('has its texts, its reasoning, its calls and what it cost: what the cache gave and took is part of the input', () => {
    expect(answerOf(json(whole))).toEqual(said);
  });

  it('is the same when it is streamed', () => {
    const stream = sse(
      { type: 'message_start', message: { ...empty, usage: { ...usage, output_tokens: 1 } } },
      start(0, { type: 'thinking', thinking: '', signature: '' }),
      { type: 'ping' },
      delta(0, { type: 'thinking_delta', thinking: 'Two ' }),
      delta(0, { type: 'thinking_delta', thinking: 'and two.' }),
      delta(0, { type: 'signature_delta', signature: 's' }),
      stop(0),
      start(1, { type: 'redacted_thinking', data: 'b3BhcXVl' }),
      stop(1),
      start(2, { type: 'text', text: '' }),
      delta(2, { type: 'text_delta', text: 'It is ' }),
      stop(2),
      start(3, { type: 'text', text: '' }),
      delta(3, { type: 'text_delta', text: '4.' }),
      stop(3),
      start(4, { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} }),
      delta(4, { type: 'input_json_delta', partial_json: '' }),
      delta(4, { type: 'input_json_delta', partial_json: '{"x"' }),
      delta(4, { type: 'input_json_delta', partial_json: ':1}' }),
      stop(4),
      start(5, { type: 'tool_use', id: 'toolu_2', name: 'now', input: {} }),
      delta(5, { type: 'input_json_delta', partial_json: '{}' }),
      stop(5),
      ended({ stop_reason: 'tool_use', stop_sequence: null }, { output_tokens: 20 }),
      { type: 'message_stop' },
    );
    expect(answerOf(stream)).toEqual(said);
  });

  it('is counted by the end of the stream, where the start knew less, and null takes nothing back', () => {
    const stream = sse(
      { type: 'message_start', message: { ...empty, usage: { input_tokens: 5, cache_read_input_tokens: 2 } } },
      ended({ stop_reason: 'end_turn' }, { input_tokens: 9, cache_read_input_tokens: null, output_tokens: 7 }),
      { type: 'message_stop' },
    );
    expect(answerOf(stream)?.usage).toEqual({ input: 11, output: 7, cached: 2, reasoning: 0 });
  });

  it('tells how much of the output was reasoning, where the provider does', () => {
    const counted = { ...usage, output_tokens_details: { thinking_tokens: 8 } };
    expect(answerOf(json({ ...whole, usage: counted }))?.usage?.reasoning).toBe(8);
    const stream = sse({ type: 'message_start', message: empty }, ended({}, counted), { type: 'message_stop' });
    expect(answerOf(stream)?.usage?.reasoning).toBe(8);
  });

  it('has the explanation of a refusal', () => {
    const stop_details = { type: 'refusal', category: 'cyber', explanation: 'Not that.' };
    const refused = { ...whole, content: [], stop_reason: 'refusal', stop_details };
    expect(answerOf(json(refused))?.choices).toEqual([
      { text: '', reasoning: '', refusal: 'Not that.', toolCalls: [], finish: 'refusal' },
    ]);
  });

  it('has no finish where the stream was cut', () => {
    const stream = sse(
      { type: 'message_start', message: { ...empty, usage } },
      start(0, { type: 'text', text: '' }),
      delta(0, { type: 'text_delta', text: 'It' }),
    );
    expect(answerOf(stream)?.choices).toEqual([
      { text: 'It', reasoning: '', refusal: '', toolCalls: [], finish: undefined },
    ]);
  });
});

describe('the answer of a legacy completion', () => {
  const completion = { type: 'completion', id: 'compl_1', model: 'claude-2.1', stop: null, log_id: 'compl_1' };

  it('is its text, streamed or not', () => {
    const choices = [{ text: ' Hi you', reasoning: '', refusal: '', toolCalls: [], finish: 'stop_sequence' }];
    const expected = { model: 'claude-2.1', choices, usage: undefined };
    const last = { stop_reason: 'stop_sequence', stop: '\n\nHuman:' };
    expect(answerOf(json({ ...completion, completion: ' Hi you', ...last }))).toEqual(expected);
    const stream = sse(
      { ...completion, completion: ' Hi', stop_reason: null },
      { type: 'ping' },
      { ...completion, completion: ' you', stop_reason: null },
      { ...completion, completion: '', ...last },
    );
    expect(answerOf(stream)).toEqual(expected);
  });
});

describe('no answer has', () => {
  it.each([
    ['an error', json({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 529)],
    ['a count of tokens', json({ input_tokens: 14 })],
    ['a list of models', json({ data: [{ type: 'model', id: 'claude' }], has_more: false })],
    ['a batch', json({ id: 'msgbatch_1', type: 'message_batch', processing_status: 'in_progress' })],
    ['an error within a stream that had not begun', sse({ type: 'error', error: { message: 'Overloaded' } })],
    ['a page', reply('<html></html>', 'text/html')],
    ['nothing', reply('', 'application/json')],
  ])('%s', (_, given) => {
    expect(answerOf(given)).toBeUndefined();
  });
});
