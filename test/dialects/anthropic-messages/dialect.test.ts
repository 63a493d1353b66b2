import { describe, expect, it } from 'vitest';
import { anthropicMessages } from '../../../src/dialects/anthropic-messages/dialect.ts';
import { json, ndjson, post, reply, sse } from '../samples.ts';

const message = (content: unknown, more: object = {}) => ({ type: 'message', role: 'assistant', content, ...more });
const delta = (index: number, value: object) => ({ type: 'content_block_delta', index, delta: value });
const start = (index: number, block: object) => ({ type: 'content_block_start', index, content_block: block });

describe('a messages request is described by', () => {
  it('its last user text, past tool results', () => {
    const messages = [
      { role: 'user', content: [{ type: 'text', text: 'look it up' }] },
      { role: 'assistant', content: [{ type: 'tool_use', name: 'f', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'result' }] },
    ];
    const request = post('/v1/messages', { model: 'claude', messages, stream: true });
    expect(anthropicMessages.describe(request)).toEqual({ model: 'claude', prompt: 'look it up', stream: true });
  });

  it('the model in Vertex’s path, the prompt of a legacy completion, the first request of a batch', () => {
    const vertex = '/v1/projects/p/locations/l/publishers/anthropic/models/claude@1:streamRawPredict';
    expect(anthropicMessages.describe(post(vertex, { messages: [], stream: true })).model).toBe('claude@1');
    expect(anthropicMessages.describe(post('/v1/complete', { prompt: '\n\nHuman: hi' })).prompt).toBe('\n\nHuman: hi');
    const params = { model: 'claude', messages: [{ role: 'user', content: 'hi' }] };
    const batch = post('/v1/messages/batches', { requests: [{ custom_id: 'a', params }] });
    expect(anthropicMessages.describe(batch)).toEqual({ model: 'claude', prompt: 'hi', stream: false });
  });
});

describe('the text of a message', () => {
  const said = '[reasoning]\nHm.\n[/reasoning]\n\nIt is 4.\n\nlook({"x":1})\nping({})';

  it('has its blocks in order', () => {
    const content = [
      { type: 'thinking', thinking: 'Hm.', signature: 's' },
      { type: 'text', text: 'It is ' },
      { type: 'text', text: '4.' },
      { type: 'tool_use', name: 'look', input: { x: 1 } },
      { type: 'tool_use', name: 'ping', input: {} },
    ];
    expect(anthropicMessages.textOf(json(message(content)))).toBe(said);
  });

  it('is the same when it is streamed', () => {
    const stream = sse(
      { type: 'message_start', message: message([]) },
      start(0, { type: 'thinking', thinking: '' }),
      { type: 'ping' },
      delta(0, { type: 'thinking_delta', thinking: 'Hm.' }),
      delta(0, { type: 'signature_delta', signature: 's' }),
      start(1, { type: 'text', text: '' }),
      delta(1, { type: 'text_delta', text: 'It is ' }),
      start(2, { type: 'text', text: '4.' }),
      start(3, { type: 'tool_use', name: 'look', input: {} }),
      delta(3, { type: 'input_json_delta', partial_json: '' }),
      delta(3, { type: 'input_json_delta', partial_json: '{"x":' }),
      delta(3, { type: 'input_json_delta', partial_json: '1}' }),
      start(4, { type: 'tool_use', name: 'ping', input: {} }),
      delta(4, { type: 'input_json_delta', partial_json: '{}' }),
      { type: 'message_delta', delta: { stop_reason: 'tool_use' } },
      { type: 'message_stop' },
    );
    expect(anthropicMessages.textOf(stream)).toBe(said);
  });

  it('names what the provider’s own tools gave', () => {
    const content = [
      { type: 'server_tool_use', name: 'web_search', input: { query: 'q' } },
      { type: 'web_search_tool_result' },
    ];
    expect(anthropicMessages.textOf(json(message(content)))).toBe(
      'web_search({"query":"q"})\n\n[web_search_tool_result]',
    );
  });

  it('says why it was refused', () => {
    const refusal = { stop_reason: 'refusal', stop_details: { explanation: 'Not that.' } };
    expect(anthropicMessages.textOf(sse({ type: 'message_delta', delta: refusal }))).toBe(
      '[refusal]\nNot that.\n[/refusal]',
    );
  });

  it('shows an error within a stream, and the message of an error status', () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    expect(anthropicMessages.textOf(sse(delta(0, { type: 'text_delta', text: 'It' }), error))).toBe(
      'It\n\n[error: Overloaded]',
    );
    expect(anthropicMessages.textOf(json(error, 529))).toBe('Overloaded');
    expect(anthropicMessages.textOf(reply('<html>no', 'text/html', 502))).toBe('<html>no');
  });

  it('is that of a legacy completion, streamed too', () => {
    expect(anthropicMessages.textOf(json({ type: 'completion', completion: ' Hi' }))).toBe(' Hi');
    expect(
      anthropicMessages.textOf(sse({ type: 'completion', completion: ' H' }, { type: 'completion', completion: 'i' })),
    ).toBe(' Hi');
  });

  it('has one choice for each result of a batch', () => {
    const ok = { type: 'succeeded', message: message([{ type: 'text', text: '4' }]) };
    const bad = { type: 'errored', error: { type: 'error', error: { message: 'too long' } } };
    const results = ndjson(
      { custom_id: 'a', result: ok },
      { custom_id: 'b', result: bad },
      { custom_id: 'c', result: { type: 'expired' } },
    );
    expect(anthropicMessages.textOf(results)).toBe('[choice a]\n4\n\n[choice b]\n[too long]\n\n[choice c]\n[expired]');
  });
});
