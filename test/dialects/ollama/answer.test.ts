import { describe, expect, it } from 'vitest';
import { ollama } from '../../../src/dialects/ollama/dialect.ts';
import { json, ndjson } from '../samples.ts';

const line = (message: object) => ({ model: 'llama3.2', message: { role: 'assistant', ...message }, done: false });
const end = {
  model: 'llama3.2',
  message: { role: 'assistant', content: '' },
  done: true,
  done_reason: 'stop',
  prompt_eval_count: 26,
  eval_count: 9,
};

describe('what Ollama says', () => {
  it('is the text of all lines, what it thought, its calls, and the counts of the last line', () => {
    const stream = ndjson(
      line({ content: '', thinking: 'Let me ' }),
      line({ content: '', thinking: 'see.' }),
      line({ content: 'Hel' }),
      line({ content: 'lo' }),
      line({ content: '', tool_calls: [{ function: { name: 'look', arguments: { x: [1] } } }] }),
      end,
    );
    expect(ollama.answerOf(stream)).toEqual({
      model: 'llama3.2',
      choices: [
        {
          text: 'Hello',
          reasoning: 'Let me see.',
          refusal: '',
          toolCalls: [{ name: 'look', arguments: '{"x":[1]}' }],
          finish: 'stop',
        },
      ],
      usage: { input: 26, output: 9, cached: 0, reasoning: 0 },
    });
  });

  it('is the response of generate', () => {
    const answer = ollama.answerOf(
      json({ model: 'm', response: 'Hi', thinking: 'Hm', done: true, done_reason: 'length' }),
    );
    expect(answer?.choices).toMatchObject([{ text: 'Hi', reasoning: 'Hm', finish: 'length' }]);
    expect(answer?.usage).toBeUndefined();
  });

  it('counts no input where all of the prompt was known', () => {
    const { prompt_eval_count: _, ...known } = end;
    expect(ollama.answerOf(ndjson(known))?.usage).toMatchObject({ input: 0, output: 9 });
  });

  it('does not end where a stream was cut', () => {
    expect(ollama.answerOf(ndjson(line({ content: 'Hel' })))?.choices).toMatchObject([
      { text: 'Hel', finish: undefined },
    ]);
  });

  it.each([
    ['the progress of a pull', ndjson({ status: 'pulling manifest' }, { status: 'success' })],
    ['an embedding', json({ embedding: [1, 2] })],
    ['a list of models', json({ models: [] })],
    ['an error', json({ error: 'model not found' }, 404)],
  ])('is nothing in %s', (_, reply) => {
    expect(ollama.answerOf(reply)).toBeUndefined();
  });
});
