import { describe, expect, it } from 'vitest';
import { gemini } from '../../../src/dialects/gemini/dialect.ts';
import { json, reply, sse } from '../samples.ts';

const usageMetadata = {
  promptTokenCount: 20,
  cachedContentTokenCount: 8,
  candidatesTokenCount: 5,
  thoughtsTokenCount: 7,
  toolUsePromptTokenCount: 3,
  totalTokenCount: 35,
};

function candidate(index: number, parts: readonly object[], finishReason?: string): object {
  return { content: { role: 'model', parts }, index, ...(finishReason === undefined ? {} : { finishReason }) };
}

describe('the answer in a Gemini reply', () => {
  it('is what a response says, thoughts and calls apart, and thoughts count as output', () => {
    const parts = [
      { text: 'Hm.', thought: true },
      { text: 'I look.' },
      { functionCall: { name: 'look', args: { at: 'sky' } } },
    ];
    const whole = { candidates: [candidate(0, parts, 'STOP')], usageMetadata, modelVersion: 'gemini-2.5-flash' };
    expect(gemini.answerOf(json(whole))).toEqual({
      model: 'gemini-2.5-flash',
      choices: [
        {
          text: 'I look.',
          reasoning: 'Hm.',
          refusal: '',
          toolCalls: [{ name: 'look', arguments: '{"at":"sky"}' }],
          finish: 'STOP',
        },
      ],
      usage: { input: 23, output: 12, cached: 8, reasoning: 7 },
    });
  });

  it('is put together from a stream, with the usage that was told last', () => {
    const stream = sse(
      { candidates: [candidate(0, [{ text: 'Hel' }])], usageMetadata: { promptTokenCount: 20 }, modelVersion: 'm' },
      { candidates: [candidate(1, [{ text: 'Good' }])], modelVersion: 'm' },
      { candidates: [candidate(1, [{ text: ' day' }], 'MAX_TOKENS')], modelVersion: 'm' },
      { candidates: [candidate(0, [{ text: 'lo' }], 'STOP')], usageMetadata, modelVersion: 'm' },
    );
    const answer = gemini.answerOf(stream);
    expect(answer?.choices.map(({ text, finish }) => [text, finish])).toEqual([
      ['Hello', 'STOP'],
      ['Good day', 'MAX_TOKENS'],
    ]);
    expect(answer?.usage).toEqual({ input: 23, output: 12, cached: 8, reasoning: 7 });
  });

  it('is read from an array too, even from one that was cut', () => {
    const pieces = [
      { candidates: [candidate(0, [{ text: 'Hel' }])] },
      { candidates: [candidate(0, [{ text: 'lo' }])] },
    ];
    const array = `[${pieces.map((piece) => JSON.stringify(piece, undefined, 2)).join('\n,\r\n')}\n]`;
    expect(gemini.answerOf(reply(array, 'application/json'))?.choices[0]?.text).toBe('Hello');
    expect(gemini.answerOf(reply(array.slice(0, -40), 'application/json'))?.choices[0]?.text).toBe('Hel');
  });

  it('is that of an interaction, whose status is why it ended', () => {
    const steps = [
      { type: 'thought', summary: [{ type: 'text', text: 'Hm.' }], signature: 'c2ln' },
      { type: 'model_output', content: [{ type: 'text', text: 'I look.' }] },
      { type: 'function_call', id: 'f', name: 'look', arguments: { at: 'sky' } },
    ];
    const usage = { total_input_tokens: 9, total_output_tokens: 4, total_thought_tokens: 5, total_cached_tokens: 2 };
    expect(gemini.answerOf(json({ id: 'i', model: 'm', status: 'requires_action', steps, usage }))).toEqual({
      model: 'm',
      choices: [
        {
          text: 'I look.',
          reasoning: 'Hm.',
          refusal: '',
          toolCalls: [{ name: 'look', arguments: '{"at":"sky"}' }],
          finish: 'requires_action',
        },
      ],
      usage: { input: 9, output: 9, cached: 2, reasoning: 5 },
    });
  });

  it('is missing where no model spoke', () => {
    expect(gemini.answerOf(json({ totalTokens: 3 }))).toBeUndefined();
    expect(gemini.answerOf(json({ embedding: { values: [0.1] } }))).toBeUndefined();
    expect(gemini.answerOf(json({ name: 'files/a', state: 'ACTIVE' }))).toBeUndefined();
    expect(gemini.answerOf(json({ candidates: [] }, 500))).toBeUndefined();
  });
});
