/** Invented answers of Ollama's API, as its official SDK sees them. */

import { Ollama } from 'ollama';
import { describe, expect, it } from 'vitest';
import type { SynthesisConfig } from '../../src/app/synthesis-config.ts';
import { rawRequest } from '../support/raw-client.ts';
import { simulated } from '../support/simulated.ts';

const question = { model: 'llama3.2', messages: [{ role: 'user', content: 'Say hello' }] };
const tools = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      description: 'The weather',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
];

async function client(config: Partial<SynthesisConfig> = {}): Promise<Ollama> {
  return new Ollama({ host: await simulated(config) });
}

describe('chat', () => {
  it('says the same whole and streamed, with counts', async () => {
    const ollama = await client({ tokens: '20' });
    const whole = await ollama.chat({ ...question, stream: false });
    expect(whole).toMatchObject({
      model: 'llama3.2',
      done: true,
      done_reason: 'stop',
      eval_count: 20,
      message: { role: 'assistant' },
    });
    let text = '';
    let last: object = {};
    let lines = 0;
    for await (const part of await ollama.chat({ ...question, stream: true })) {
      text += part.message.content;
      last = part;
      lines += 1;
    }
    expect(text).toBe(whole.message.content);
    expect(lines).toBe(21);
    expect(last).toMatchObject({ done: true, eval_count: 20, prompt_eval_count: whole.prompt_eval_count });
  });

  it('streams unless it is told not to', async () => {
    const body = JSON.stringify(question);
    const url = await simulated({ tokens: '5' });
    const answer = await rawRequest(url, { method: 'POST', target: '/api/chat', headers: [], body });
    expect(answer.headers).toContainEqual(['content-type', 'application/x-ndjson']);
    expect(answer.body.toString().trim().split('\n')).toHaveLength(6);
  });

  it('thinks where it is asked to, calls tools, and ends the loop with what they gave', async () => {
    const ollama = await client();
    const thought = await ollama.chat({ ...question, think: true, stream: false });
    expect(thought.message.thinking).toContain('Say hello');
    const called = await ollama.chat({ ...question, tools, stream: false });
    expect(called.message.tool_calls).toMatchObject([
      { function: { name: 'get_weather', arguments: { city: expect.any(String) } } },
    ]);
    const messages = [
      ...question.messages,
      called.message,
      { role: 'tool', tool_name: 'get_weather', content: 'sunny' },
    ];
    const ended = await ollama.chat({ model: 'llama3.2', messages, tools, stream: false });
    expect(ended.message.content).toContain('sunny');
    expect(ended.message.tool_calls).toBeUndefined();
  });

  it('obeys a format, num_predict and stop', async () => {
    const ollama = await client();
    const format = { type: 'object', properties: { age: { type: 'integer' } }, required: ['age'] };
    const { message } = await ollama.chat({ ...question, format, stream: false });
    expect(JSON.parse(message.content)).toEqual({ age: expect.any(Number) });
    const cut = await ollama.chat({ ...question, options: { num_predict: 2 }, stream: false });
    expect(cut).toMatchObject({ done_reason: 'length', eval_count: 2 });
    const stopped = await ollama.chat({ ...question, options: { stop: [' dolor'] }, stream: false });
    expect(stopped.message.content).toBe('Lorem ipsum');
  });
});

describe('other endpoints', () => {
  it('generate says the same whole and streamed', async () => {
    const ollama = await client();
    const asked = { model: 'llama3.2', prompt: 'Say hello' };
    const whole = await ollama.generate({ ...asked, stream: false });
    let text = '';
    for await (const part of await ollama.generate({ ...asked, stream: true })) text += part.response;
    expect(text).toBe(whole.response);
    expect(whole.context?.length).toBeGreaterThan(0);
  });

  it('embed gives a vector for each text, closer where words are shared', async () => {
    const { embeddings } = await (await client()).embed({
      model: 'nomic-embed-text',
      input: ['a red cat', 'a red dog', 'tax law'],
    });
    expect(embeddings.map((vector) => vector.length)).toEqual([768, 768, 768]);
    const [one, two, three] = embeddings;
    const near = (a: number[] = [], b: number[] = []) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
    expect(near(one, two)).toBeGreaterThan(near(one, three));
    expect(near(one, one)).toBeCloseTo(1, 4);
  });

  it('list, show and version know the models', async () => {
    const ollama = await client({ models: { 'ours:7b': { family: 'ollama', contextWindow: 4_096 } } });
    expect((await ollama.list()).models.map(({ name }) => name)).toContain('ours:7b');
    expect(await ollama.show({ model: 'ours:7b' })).toMatchObject({ details: { parameter_size: '7.0B' } });
    expect((await ollama.version()).version).toMatch(/^\d+\.\d+/);
  });
});

describe('what Ollama refuses', () => {
  const post = async (target: string, body: string, config: Partial<SynthesisConfig> = {}) => {
    const answer = await rawRequest(await simulated(config), { method: 'POST', target, headers: [], body });
    return [answer.status, JSON.parse(answer.body.toString())];
  };

  it.each<[string, string, string, number, unknown]>([
    ['nothing', '/api/chat', '', 400, 'missing request body'],
    ['no JSON', '/api/chat', 'hello', 400, "invalid character 'h' looking for beginning of value"],
    ['broken JSON', '/api/chat', '{bad', 400, "invalid character 'b' looking for beginning of object key string"],
    ['no model', '/api/chat', '{"messages":[]}', 400, 'model is required'],
    [
      'a wrong role',
      '/api/chat',
      '{"model":"m","messages":[{"role":"robot","content":""}]}',
      400,
      expect.stringContaining('invalid role: robot'),
    ],
    ['a model that is not there', '/api/show', '{"model":"nope"}', 404, "model 'nope' not found"],
  ])('is refused in its words: %s', async (_, target, body, status, error) => {
    expect(await post(target, body)).toEqual([status, { error }]);
  });

  it('unknown models, where they are to be known', async () => {
    const body = JSON.stringify({ ...question, model: 'nope' });
    expect(await post('/api/chat', body, { strictModels: true })).toEqual([404, { error: "model 'nope' not found" }]);
  });

  it('a model without messages is only loaded', async () => {
    expect(await post('/api/chat', '{"model":"llama3.2"}')).toMatchObject([200, { done: true, done_reason: 'load' }]);
  });
});
