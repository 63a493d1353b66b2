/** Every body and every line that these endpoints write is as Ollama's published description says. */

import { afterAll, describe, expect, it } from 'vitest';
import { catalogueOf } from '../../../src/catalogue/catalogue.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import { ollama } from '../../../src/dialects/ollama/dialect.ts';
import { ollamaEndpoints } from '../../../src/dialects/ollama/endpoints.ts';
import { answered, jsonRequest } from '../../support/endpoint-context.ts';
import { openapi } from '../../support/openapi.ts';

const api = openapi('ollama.openapi.yaml');
const counted = { bodies: 0, lines: 0 };
const model = 'llama3.2';
const messages = [{ role: 'user', content: 'What is the weather in Paris?' }];
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const tool = { type: 'function', function: { name: 'get_weather', description: 'The weather', parameters } };

/** Each is asked for whole and as a stream. */
const chats: readonly (readonly [title: string, fields: object])[] = [
  ['plain words', {}],
  ['words cut short', { options: { num_predict: 2 } }],
  ['a call', { tools: [tool] }],
  [
    'an answer to what a tool gave',
    { tools: [tool], messages: [...messages, { role: 'tool', tool_name: 'get_weather', content: 'sunny' }] },
  ],
  ['some JSON', { format: 'json' }],
  ['JSON of a schema', { format: parameters }],
  ['thoughts', { model: 'deepseek-r1:8b', think: true }],
  ['log probabilities', { logprobs: true, top_logprobs: 2 }],
  ['a model that is only loaded', { messages: [] }],
];

const generated: readonly (readonly [title: string, fields: object])[] = [
  ['plain words', {}],
  ['words with a system prompt', { system: 'Be brief.', options: { stop: [' dolor'] } }],
  ['a suffix', { suffix: 'return x' }],
  ['JSON of a schema', { format: parameters }],
  ['thoughts', { model: 'deepseek-r1:8b', think: true }],
  ['log probabilities', { logprobs: true, top_logprobs: 2 }],
  ['a model that is only loaded', { prompt: '' }],
];

const others: readonly (readonly [schema: string, SimRequest])[] = [
  ['EmbedResponse', jsonRequest('POST', '/api/embed', { model: 'nomic-embed-text', input: 'hello' })],
  ['EmbedResponse', jsonRequest('POST', '/api/embed', { model: 'nomic-embed-text', input: ['a', 'b'], dimensions: 8 })],
  ['ListResponse', jsonRequest('GET', '/api/tags')],
  ['PsResponse', jsonRequest('GET', '/api/ps')],
  ['ShowResponse', jsonRequest('POST', '/api/show', { model })],
  ['ShowResponse', jsonRequest('POST', '/api/show', { model: 'nomic-embed-text' })],
  ['VersionResponse', jsonRequest('GET', '/api/version')],
];

const mistakes: readonly (readonly [title: string, SimRequest])[] = [
  ['no model', jsonRequest('POST', '/api/chat', { messages })],
  ['no body', jsonRequest('POST', '/api/chat')],
  ['an unknown model', jsonRequest('POST', '/api/generate', { model: 'nobody', prompt: 'x' })],
  ['a wrong role', jsonRequest('POST', '/api/chat', { model, messages: [{ role: 'robot', content: 'x' }] })],
];

/** The description requires nothing: what a finished answer has, and what may be in any. */
const ofTheEnd = [
  'total_duration',
  'load_duration',
  'prompt_eval_count',
  'prompt_eval_duration',
  'eval_count',
  'eval_duration',
];
const known = new Set([
  ...['model', 'created_at', 'message', 'response', 'thinking', 'done', 'done_reason', 'logprobs', ...ofTheEnd],
  // Not described any more, and sent still.
  'context',
]);

/** What is missing in an answer or in a line, and what nobody knows. */
function amiss(value: object): readonly string[] {
  const { done, done_reason } = Object(value);
  const ended = done === true ? ['done_reason', ...(done_reason === 'load' ? [] : ofTheEnd)] : [];
  const said = 'message' in value ? 'message' : 'response';
  const missing = ['model', 'created_at', 'done', said, ...ended].filter((name) => !(name in value));
  return [...missing, ...Object.keys(value).filter((name) => !known.has(name))];
}

function wrong(schema: string, value: unknown): readonly string[] {
  return api?.schema(schema)(value) ?? ['no description'];
}

async function bothForms(path: string, fields: object, whole: string, line: string): Promise<void> {
  for (const stream of [false, true]) {
    const answer = await answered(ollamaEndpoints, jsonRequest('POST', path, { ...fields, stream }), {
      family: 'ollama',
    });
    if (answer.kind === 'error') throw new Error(answer.error.message);
    if (answer.kind === 'whole') {
      expect(wrong(whole, answer.body)).toEqual([]);
      expect(amiss(Object(answer.body))).toEqual([]);
      counted.bodies += 1;
      continue;
    }
    const lines = answer.raw.split('\n').filter((text) => text !== '');
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.flatMap((text) => wrong(line, JSON.parse(text)))).toEqual([]);
    expect(lines.flatMap((text) => amiss(JSON.parse(text)))).toEqual([]);
    counted.lines += lines.length;
  }
}

describe.runIf(api !== undefined)("Ollama's description", () => {
  afterAll(() => {
    process.stdout.write(`ollama: ${counted.bodies} bodies and ${counted.lines} lines are as described\n`);
  });

  it.each(chats)('has a chat with %s', async (_, fields) => {
    await bothForms('/api/chat', { model, messages, ...fields }, 'ChatResponse', 'ChatStreamEvent');
  });

  it.each(generated)('has a generation with %s', async (_, fields) => {
    await bothForms(
      '/api/generate',
      { model, prompt: 'Say hello', ...fields },
      'GenerateResponse',
      'GenerateStreamEvent',
    );
  });

  it.each(['/api/chat', '/api/generate'])('has log probabilities where they are asked for: %s', async (path) => {
    const asked = { model, messages, prompt: 'Say hello', stream: false, logprobs: true, top_logprobs: 2 };
    const answer = await answered(ollamaEndpoints, jsonRequest('POST', path, asked), { family: 'ollama' });
    expect(answer).toMatchObject({ kind: 'whole', body: { logprobs: expect.any(Array) } });
    if (answer.kind !== 'whole') return;
    const { logprobs, message, response } = Object(answer.body);
    expect(logprobs.map(({ token }: { token: string }) => token).join('')).toBe(message?.content ?? response);
    expect(logprobs[0]).toEqual({
      token: 'Lorem',
      logprob: expect.any(Number),
      bytes: [...Buffer.from('Lorem')],
      top_logprobs: expect.objectContaining({ length: 2 }),
    });
  });

  it.each(others.map(([schema, request]) => [`${schema} of ${request.target}`, schema, request] as const))(
    'has %s',
    async (_, schema, request) => {
      const answer = await answered(ollamaEndpoints, request, { family: 'ollama' });
      if (answer.kind !== 'whole') throw new Error('not answered');
      expect(wrong(schema, answer.body)).toEqual([]);
      counted.bodies += 1;
    },
  );

  it.each(mistakes)('has the error for %s', async (_, request) => {
    const strict = { family: 'ollama', strict: true, models: catalogueOf({}, { strict: true }) } as const;
    const answer = await answered(ollamaEndpoints, request, strict);
    if (answer.kind !== 'error') throw new Error('not refused');
    const body = JSON.parse(Buffer.from(ollama.writeError(answer.error).body).toString());
    expect(wrong('ErrorResponse', body)).toEqual([]);
    expect(body).toEqual({ error: expect.any(String) });
    counted.bodies += 1;
  });

  it('would find a line that is not as described', () => {
    expect(wrong('ChatStreamEvent', { model: 1, message: { role: 'robot', content: 2 } })).not.toEqual([]);
  });
});
