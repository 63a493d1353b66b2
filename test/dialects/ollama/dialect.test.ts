import { describe, expect, it } from 'vitest';
import { ollama } from '../../../src/dialects/ollama/dialect.ts';
import { json, ndjson, post } from '../samples.ts';

describe('an Ollama request', () => {
  const messages = [{ role: 'user', content: 'why?' }];

  it('streams unless it says otherwise, where the endpoint streams at all', () => {
    expect(ollama.describe(post('/api/chat', { model: 'llama', messages }))).toEqual({
      model: 'llama',
      prompt: 'why?',
      stream: true,
    });
    expect(ollama.describe(post('/api/chat', { model: 'llama', messages, stream: false })).stream).toBe(false);
    expect(ollama.describe(post('/api/embed', { model: 'llama', input: ['a', 'b'] }))).toEqual({
      model: 'llama',
      prompt: 'a\nb',
      stream: false,
    });
    expect(ollama.describe(post('/api/chat', 'not json')).stream).toBe(false);
  });

  it('is described by its prompt, or by the name of the model it manages', () => {
    expect(ollama.describe(post('/api/generate', { model: 'llama', prompt: 'say' })).prompt).toBe('say');
    expect(ollama.describe(post('/api/pull', { name: 'llama' })).model).toBe('llama');
  });
});

describe('the text of an Ollama reply', () => {
  it('joins the lines of a chat', () => {
    const call = { function: { name: 'f', arguments: { x: 1 } } };
    const stream = ndjson(
      { message: { role: 'assistant', content: '', thinking: 'H' }, done: false },
      { message: { content: '', thinking: 'm' }, done: false },
      { message: { content: 'It' } },
      { message: { content: ' is', tool_calls: [call] } },
      { message: { content: '', tool_calls: [call] }, done: true },
    );
    expect(ollama.textOf(stream)).toBe('[reasoning]\nHm\n[/reasoning]\n\nIt is\n\nf({"x":1})\nf({"x":1})');
  });

  it('is the response of generate, whole or streamed, with an error at its end', () => {
    expect(ollama.textOf(json({ response: 'Hi', done: true }))).toBe('Hi');
    expect(ollama.textOf(ndjson({ response: 'H' }, { response: 'i' }, { error: 'out of memory' }))).toBe(
      'Hi\n\n[error: out of memory]',
    );
    expect(ollama.textOf(json({ error: 'model not found' }, 404))).toBe('model not found');
  });

  it('counts vectors, lists models and shows the progress of a pull', () => {
    expect(ollama.textOf(json({ embedding: [1, 2, 3] }))).toBe('1 vector of 3');
    expect(
      ollama.textOf(
        json({
          embeddings: [
            [1, 2],
            [3, 4],
          ],
        }),
      ),
    ).toBe('2 vectors of 2');
    expect(ollama.textOf(json({ models: [{ name: 'a:latest' }, { name: 'b' }] }))).toBe('a:latest\nb');
    expect(ollama.textOf(ndjson({ status: 'pulling' }, { status: 'success' }))).toBe(
      '{"status":"pulling"}\n{"status":"success"}\n',
    );
  });
});
