import { describe, expect, it } from 'vitest';
import { cohere } from '../../../src/dialects/cohere/dialect.ts';
import { json, ndjson, post, sse } from '../samples.ts';

describe('a Cohere request is described by', () => {
  it.each([
    [
      '/v2/chat',
      {
        messages: [
          { role: 'user', content: [{ type: 'text', text: 'a' }] },
          { role: 'tool', content: 'x' },
        ],
      },
    ],
    ['/v1/chat', { message: 'a', chat_history: [{ role: 'USER', message: 'old' }] }],
    ['/v1/generate', { prompt: 'a' }],
    ['/v2/rerank', { query: 'a', documents: ['x'] }],
    ['/v2/embed', { texts: ['a'] }],
    ['/v1/tokenize', { text: 'a' }],
  ])('the input of %s', (target, body) => {
    expect(cohere.describe(post(target, { model: 'command', stream: true, ...body }))).toEqual({
      model: 'command',
      prompt: 'a',
      stream: true,
    });
  });
});

describe('the text of a Cohere reply', () => {
  const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '{"x":1}' } };
  const said = '[reasoning]\nHm.\n[/reasoning]\n\nIt is\n\nf({"x":1})';

  it('is that of a version 2 message', () => {
    const content = [
      { type: 'thinking', thinking: 'Hm.' },
      { type: 'text', text: 'It is' },
    ];
    expect(cohere.textOf(json({ id: 'i', message: { role: 'assistant', content, tool_calls: [call] } }))).toBe(said);
  });

  it('is the same when version 2 streams it', () => {
    const event = (type: string, index: number, message: object) => ({ type, index, delta: { message } });
    const stream = sse(
      { type: 'message-start', delta: { message: { role: 'assistant', content: [], tool_plan: '', tool_calls: [] } } },
      event('content-start', 0, { content: { type: 'thinking', thinking: 'H' } }),
      event('content-delta', 0, { content: { thinking: 'm.' } }),
      event('content-start', 1, { content: { type: 'text', text: '' } }),
      event('content-delta', 1, { content: { text: 'It' } }),
      event('content-delta', 1, { content: { text: ' is' } }),
      event('tool-call-start', 2, { tool_calls: { id: 'c', function: { name: 'f', arguments: '' } } }),
      event('tool-call-delta', 2, { tool_calls: { function: { arguments: '{"x":' } } }),
      event('tool-call-delta', 2, { tool_calls: { function: { arguments: '1}' } } }),
      { type: 'message-end', delta: { finish_reason: 'COMPLETE' } },
    );
    expect(cohere.textOf(stream)).toBe(said);
  });

  it('joins version 1’s stream without the repetition at its end', () => {
    const stream = ndjson(
      { event_type: 'stream-start' },
      { event_type: 'text-generation', text: 'It' },
      { event_type: 'text-generation', text: ' is' },
      { event_type: 'tool-calls-generation', text: 'plan', tool_calls: [{ name: 'f', parameters: { x: 1 } }] },
      { event_type: 'stream-end', response: { text: 'It is' } },
    );
    expect(cohere.textOf(stream)).toBe('It is\n\nf({"x":1})');
  });

  it('is that of version 1’s chat, generate, rerank and embed', () => {
    expect(cohere.textOf(json({ text: 'Hi', generation_id: 'g' }))).toBe('Hi');
    expect(cohere.textOf(json({ id: 'i', generations: [{ text: 'a' }, { text: 'b' }] }))).toBe(
      '[choice 0]\na\n\n[choice 1]\nb',
    );
    expect(
      cohere.textOf(
        json({
          id: 'i',
          results: [
            { index: 1, relevance_score: 0.9 },
            { index: 0, relevance_score: 0.1 },
          ],
        }),
      ),
    ).toBe('1: 0.9\n0: 0.1\n');
    expect(
      cohere.textOf(
        json({
          id: 'i',
          embeddings: {
            float: [
              [1, 2],
              [3, 4],
            ],
          },
        }),
      ),
    ).toBe('2 vectors of 2');
    expect(cohere.textOf(json({ id: 'i', embeddings: [[1, 2]] }))).toBe('1 vector of 2');
  });

  it('is the message of an error', () => {
    expect(cohere.textOf(json({ message: 'invalid api token' }, 401))).toBe('invalid api token');
  });
});
