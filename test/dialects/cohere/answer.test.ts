import { describe, expect, it } from 'vitest';
import { cohere } from '../../../src/dialects/cohere/dialect.ts';
import { json, ndjson, sse } from '../samples.ts';

const usage = {
  billed_units: { input_tokens: 5, output_tokens: 2 },
  tokens: { input_tokens: 50, output_tokens: 12, reasoning_tokens: 4 },
  cached_tokens: 30,
};
const counted = { input: 50, output: 12, cached: 30, reasoning: 4 };

describe('the answer in a Cohere reply', () => {
  it('is a message of version 2, whose plan and thinking are reasoning', () => {
    const message = {
      role: 'assistant',
      tool_plan: 'I will look. ',
      content: [
        { type: 'thinking', thinking: 'Hm.' },
        { type: 'text', text: 'Wait.' },
      ],
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'look', arguments: '{"at":"sky"}' } }],
    };
    expect(cohere.answerOf(json({ id: 'i', message, finish_reason: 'TOOL_CALL', usage }))).toEqual({
      model: undefined,
      choices: [
        {
          text: 'Wait.',
          reasoning: 'I will look. Hm.',
          refusal: '',
          toolCalls: [{ name: 'look', arguments: '{"at":"sky"}' }],
          finish: 'TOOL_CALL',
        },
      ],
      usage: counted,
    });
  });

  it('is put together from the events of version 2', () => {
    const stream = sse(
      { id: 'i', type: 'message-start', delta: { message: { role: 'assistant', content: [] } } },
      { type: 'content-start', index: 0, delta: { message: { content: { type: 'text', text: '' } } } },
      { type: 'content-delta', index: 0, delta: { message: { content: { text: 'Hel' } } } },
      { type: 'content-delta', index: 0, delta: { message: { content: { text: 'lo' } } } },
      { type: 'content-end', index: 0 },
      { type: 'message-end', delta: { finish_reason: 'COMPLETE', usage } },
    );
    const answer = cohere.answerOf(stream);
    expect(answer?.choices).toEqual([{ text: 'Hello', reasoning: '', refusal: '', toolCalls: [], finish: 'COMPLETE' }]);
    expect(answer?.usage).toEqual(counted);
  });

  it('is not said twice in version 1, whose last event repeats it', () => {
    const response = { text: 'Hello', generation_id: 'g', finish_reason: 'COMPLETE', meta: usage };
    const stream = ndjson(
      { is_finished: false, event_type: 'stream-start', generation_id: 'g' },
      { is_finished: false, event_type: 'text-generation', text: 'Hel' },
      { is_finished: false, event_type: 'text-generation', text: 'lo' },
      { is_finished: true, event_type: 'stream-end', response, finish_reason: 'COMPLETE' },
    );
    expect(cohere.answerOf(stream)).toEqual(cohere.answerOf(json(response)));
    expect(cohere.answerOf(stream)?.choices[0]?.text).toBe('Hello');
    expect(cohere.answerOf(stream)?.usage).toEqual(counted);
  });

  it('is missing where no model spoke', () => {
    expect(cohere.answerOf(json({ id: 'i', embeddings: { float: [[0.1]] }, texts: ['a'] }))).toBeUndefined();
    expect(cohere.answerOf(json({ id: 'i', results: [{ index: 0, relevance_score: 0.9 }] }))).toBeUndefined();
    expect(cohere.answerOf(json({ message: 'invalid api token' }, 401))).toBeUndefined();
  });
});
