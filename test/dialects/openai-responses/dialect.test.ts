import { describe, expect, it } from 'vitest';
import { openaiResponses } from '../../../src/dialects/openai-responses/dialect.ts';
import { json, post, sse } from '../samples.ts';

const output = [
  { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm' }] },
  { type: 'web_search_call', status: 'completed' },
  {
    type: 'message',
    content: [
      { type: 'output_text', text: 'It is ' },
      { type: 'output_text', text: '4.' },
    ],
  },
  { type: 'function_call', name: 'look', arguments: '{"x":1}' },
];
const said = '[reasoning]\nHm\n[/reasoning]\n\n[web_search_call]\n\nIt is 4.\n\nlook({"x":1})';

const deltas = [
  { type: 'response.created', response: { status: 'in_progress', output: [] } },
  { type: 'response.output_item.added', output_index: 0, item: { type: 'reasoning' } },
  { type: 'response.reasoning_summary_text.delta', output_index: 0, delta: 'Hm' },
  { type: 'response.output_item.added', output_index: 1, item: { type: 'web_search_call' } },
  { type: 'response.output_item.added', output_index: 2, item: { type: 'message' } },
  { type: 'response.output_text.delta', output_index: 2, content_index: 0, delta: 'It is ' },
  { type: 'response.output_text.delta', output_index: 2, content_index: 1, delta: '4.' },
  { type: 'response.output_item.added', output_index: 3, item: { type: 'function_call', name: 'look', arguments: '' } },
  { type: 'response.function_call_arguments.delta', output_index: 3, delta: '{"x":' },
  { type: 'response.function_call_arguments.delta', output_index: 3, delta: '1}' },
];

describe('a request for a response is described by', () => {
  const prompt = (input: unknown) => openaiResponses.describe(post('/v1/responses', { model: 'gpt', input })).prompt;

  it('its input, where that is a string', () => {
    const request = post('/v1/responses', { model: 'gpt', input: 'say', stream: true });
    expect(openaiResponses.describe(request)).toEqual({ model: 'gpt', prompt: 'say', stream: true });
  });

  it('the last message of the user among the items', () => {
    const items = [
      { role: 'user', content: 'old' },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'new' }] },
      { type: 'reasoning', content: [{ type: 'reasoning_text', text: 'hidden' }] },
      { type: 'function_call_output', call_id: 'c', output: 'result' },
    ];
    expect(prompt(items)).toBe('new');
    expect(prompt([{ type: 'function_call_output', output: 'result' }])).toBeUndefined();
  });
});

describe('the text of a response', () => {
  it('has its items in order', () => {
    expect(openaiResponses.textOf(json({ object: 'response', status: 'completed', error: null, output }))).toBe(said);
  });

  it('is the same from the final event of a stream, from its deltas, and from both', () => {
    const final = (items: unknown) => ({
      type: 'response.completed',
      response: { status: 'completed', output: items },
    });
    expect(openaiResponses.textOf(sse(...deltas, final(output)))).toBe(said);
    expect(openaiResponses.textOf(sse(...deltas))).toBe(said);
    expect(openaiResponses.textOf(sse(...deltas, final([])))).toBe(said);
  });

  it('shows refusals and custom tools', () => {
    expect(
      openaiResponses.textOf(json({ output: [{ type: 'message', content: [{ type: 'refusal', refusal: 'No.' }] }] })),
    ).toBe('[refusal]\nNo.\n[/refusal]');
    expect(openaiResponses.textOf(json({ output: [{ type: 'custom_tool_call', name: 'sh', input: 'ls' }] }))).toBe(
      'sh(ls)',
    );
  });

  it('shows an error that a stream reports twice once', () => {
    const failed = { type: 'response.failed', response: { status: 'failed', output: [], error: { message: 'quota' } } };
    const stream = sse({ type: 'error', message: 'quota', code: 'insufficient_quota' }, failed);
    expect(openaiResponses.textOf(stream)).toBe('[error: quota]');
  });

  it('is the list of ids for input items, and the message for an error status', () => {
    expect(openaiResponses.textOf(json({ object: 'list', data: [{ id: 'msg_1' }, { id: 'msg_2' }] }))).toBe(
      'msg_1\nmsg_2',
    );
    expect(openaiResponses.textOf(json({ error: { message: 'no such model' } }, 404))).toBe('no such model');
  });
});
