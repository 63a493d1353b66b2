import { describe, expect, it } from 'vitest';
import type { Choice } from '../../../src/core/answer.ts';
import type { CollectedReply } from '../../../src/core/dialect.ts';
import { openaiChat } from '../../../src/dialects/openai-chat/dialect.ts';
import { json, reply, sse } from '../samples.ts';

const nothing: Choice = { text: '', reasoning: '', refusal: '', toolCalls: [], finish: undefined };

function choicesOf(of: CollectedReply): readonly Partial<Choice>[] | undefined {
  return openaiChat.answerOf(of)?.choices;
}

function usageOf(usage: object) {
  return openaiChat.answerOf(json({ choices: [], usage }))?.usage;
}

const chunk = (delta: object, finish_reason: string | null = null, index = 0) => ({
  model: 'gpt-4o-mini',
  choices: [{ index, delta, finish_reason }],
});

describe('what a chat completion says', () => {
  it('is its text, its calls, why it ended, the model and the usage', () => {
    const answer = openaiChat.answerOf(
      json({
        model: 'gpt-4o-mini-2024-07-18',
        choices: [
          {
            index: 0,
            message: {
              role: 'assistant',
              content: 'I look.',
              tool_calls: [{ id: 'a', type: 'function', function: { name: 'look', arguments: '{"x": 1}' } }],
            },
            finish_reason: 'tool_calls',
          },
        ],
        usage: { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 },
      }),
    );
    expect(answer).toEqual({
      model: 'gpt-4o-mini-2024-07-18',
      choices: [
        { ...nothing, text: 'I look.', toolCalls: [{ name: 'look', arguments: '{"x": 1}' }], finish: 'tool_calls' },
      ],
      usage: { input: 9, output: 5, cached: 0, reasoning: 0 },
    });
  });

  it('is the same when it is streamed, with the usage of the last chunk', () => {
    const stream = sse(
      { model: '', choices: [], prompt_filter_results: [] },
      chunk({ role: 'assistant', content: '' }),
      chunk({ reasoning_content: 'Hm.' }),
      chunk({ content: 'It ' }),
      chunk({ content: 'is.' }),
      chunk({ tool_calls: [{ index: 0, id: 'a', function: { name: 'look', arguments: '' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{}' } }] }),
      chunk({}, 'tool_calls'),
      { model: 'gpt-4o-mini', choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } },
      '[DONE]',
    );
    expect(openaiChat.answerOf(stream)).toEqual({
      model: 'gpt-4o-mini',
      choices: [
        {
          ...nothing,
          text: 'It is.',
          reasoning: 'Hm.',
          toolCalls: [{ name: 'look', arguments: '{}' }],
          finish: 'tool_calls',
        },
      ],
      usage: { input: 1, output: 2, cached: 0, reasoning: 0 },
    });
  });

  it('has no usage where the stream was asked for without', () => {
    expect(openaiChat.answerOf(sse(chunk({ content: 'a' }, 'stop'), '[DONE]'))?.usage).toBeUndefined();
  });

  it('does not end where a stream was cut', () => {
    expect(choicesOf(sse(chunk({ content: 'It' })))).toEqual([{ ...nothing, text: 'It' }]);
  });

  it('is several choices by their index, whichever began first', () => {
    const stream = sse(
      chunk({ content: 'b' }, null, 1),
      chunk({ content: 'a' }, null, 0),
      chunk({}, 'length', 1),
      chunk({}, 'stop', 0),
    );
    expect(choicesOf(stream)).toEqual([
      { ...nothing, text: 'a', finish: 'stop' },
      { ...nothing, text: 'b', finish: 'length' },
    ]);
  });

  it('keeps a refusal apart from the text', () => {
    expect(
      choicesOf(json({ choices: [{ message: { content: null, refusal: 'No.' }, finish_reason: 'stop' }] })),
    ).toEqual([{ ...nothing, refusal: 'No.', finish: 'stop' }]);
  });

  it('is the text of a legacy completion', () => {
    const whole = { object: 'text_completion', choices: [{ text: 'Hi', index: 0, finish_reason: 'length' }] };
    expect(choicesOf(json(whole))).toEqual([{ ...nothing, text: 'Hi', finish: 'length' }]);
  });
});

describe('the usage of a chat completion', () => {
  it('counts what came from the cache within the input, and reasoning within the output', () => {
    expect(
      usageOf({
        prompt_tokens: 100,
        completion_tokens: 50,
        prompt_tokens_details: { cached_tokens: 64 },
        completion_tokens_details: { reasoning_tokens: 40 },
      }),
    ).toEqual({ input: 100, output: 50, cached: 64, reasoning: 40 });
  });

  it('knows DeepSeek’s word for what came from the cache', () => {
    expect(usageOf({ prompt_tokens: 10, completion_tokens: 1, prompt_cache_hit_tokens: 8 })?.cached).toBe(8);
  });

  it('is found where Groq’s streams have it', () => {
    const last = { ...chunk({}, 'stop'), x_groq: { usage: { prompt_tokens: 3, completion_tokens: 4 } } };
    expect(openaiChat.answerOf(sse(last, '[DONE]'))?.usage).toMatchObject({ input: 3, output: 4 });
  });
});

describe('no answer of a model is', () => {
  it.each([
    ['an error', json({ error: { message: 'bad key' } }, 401)],
    ['a list of stored completions', json({ object: 'list', data: [] })],
    ['a page', reply('<html></html>', 'text/html')],
    ['nothing', reply('', 'text/event-stream')],
  ])('%s', (_, of) => {
    expect(openaiChat.answerOf(of)).toBeUndefined();
  });
});
