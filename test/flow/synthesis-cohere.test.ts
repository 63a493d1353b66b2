/** Invented answers of Cohere's API, as its official SDK sees them. */

import { CohereClientV2 } from 'cohere-ai';
import { describe, expect, it } from 'vitest';
import type { SynthesisConfig } from '../../src/app/synthesis-config.ts';
import { rawRequest } from '../support/raw-client.ts';
import { simulated } from '../support/simulated.ts';

const question = { model: 'command-a-03-2025', messages: [{ role: 'user' as const, content: 'Say hello' }] };
const tools = [
  {
    type: 'function' as const,
    function: {
      name: 'get_weather',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
];

async function client(config: Partial<SynthesisConfig> = {}): Promise<CohereClientV2> {
  return new CohereClientV2({ environment: await simulated(config), token: 'k' });
}

describe('chat', () => {
  it('says the same whole and streamed', async () => {
    const cohere = await client({ tokens: '20' });
    const whole = await cohere.chat(question);
    expect(whole).toMatchObject({ finishReason: 'COMPLETE', usage: { tokens: { outputTokens: 20 } } });
    let text = '';
    const kinds = new Set<string>();
    for await (const event of await cohere.chatStream(question)) {
      kinds.add(event.type);
      if (event.type === 'content-delta') text += event.delta?.message?.content?.text ?? '';
    }
    expect([{ type: 'text', text }]).toEqual(whole.message?.content);
    expect([...kinds]).toEqual(['message-start', 'content-start', 'content-delta', 'content-end', 'message-end']);
  });

  it('calls tools, and ends the loop with what they gave', async () => {
    const cohere = await client();
    const called = await cohere.chat({ ...question, tools });
    expect(called.finishReason).toBe('TOOL_CALL');
    const [call] = called.message?.toolCalls ?? [];
    expect(JSON.parse(call?.function?.arguments ?? '')).toEqual({ city: expect.any(String) });
    const ended = await cohere.chat({
      ...question,
      tools,
      messages: [
        ...question.messages,
        { role: 'assistant', toolCalls: called.message?.toolCalls ?? [] },
        { role: 'tool', toolCallId: call?.id ?? '', content: 'sunny' },
      ],
    });
    expect(ended.message?.content).toMatchObject([{ text: expect.stringContaining('sunny') }]);
  });

  it('gives JSON of the schema that is asked for', async () => {
    const jsonSchema = { type: 'object', properties: { age: { type: 'integer' } }, required: ['age'] };
    const { message } = await (await client()).chat({
      ...question,
      responseFormat: { type: 'json_object', jsonSchema },
    });
    expect(message?.content?.map((part) => JSON.parse(Object(part).text))).toEqual([{ age: expect.any(Number) }]);
  });
});

describe('embed and rerank', () => {
  it('embeds in every type that is asked for', async () => {
    const { embeddings } = await (await client()).embed({
      model: 'embed-v4.0',
      texts: ['a red cat', 'tax law'],
      inputType: 'search_document',
      embeddingTypes: ['float', 'int8', 'ubinary'],
    });
    expect(embeddings.float?.map((vector) => vector.length)).toEqual([1_536, 1_536]);
    expect(embeddings.int8?.[0]?.every((value) => value >= -128 && value <= 127)).toBe(true);
    expect(embeddings.ubinary?.[0]).toHaveLength(192);
  });

  it('ranks what shares words with the question first', async () => {
    const { results } = await (await client()).rerank({
      model: 'rerank-v3.5',
      query: 'the capital of France',
      documents: ['Cats sleep a lot.', 'Paris is the capital of France.', 'Bread is baked.'],
      topN: 2,
    });
    expect(results.map(({ index }) => index)[0]).toBe(1);
    expect(results).toHaveLength(2);
    expect(results.every(({ relevanceScore }) => relevanceScore >= 0 && relevanceScore <= 1)).toBe(true);
  });
});

describe('what Cohere refuses', () => {
  it.each<[string, object, number, unknown]>([
    ['no messages', { messages: [] }, 400, expect.stringContaining('messages')],
    ['a wrong role', { messages: [{ role: 'robot', content: 'x' }] }, 400, expect.stringContaining('messages.0.role')],
    ['a temperature above 1', { temperature: 3 }, 400, expect.stringContaining('temperature')],
    [
      'a result without a call',
      { messages: [{ role: 'tool', tool_call_id: 'x', content: 'y' }] },
      400,
      expect.stringContaining('no matching tool call'),
    ],
  ])('is refused: %s', async (_, change, status, message) => {
    const body = JSON.stringify({ ...question, ...change });
    const answer = await rawRequest(await simulated(), { method: 'POST', target: '/v2/chat', headers: [], body });
    expect([answer.status, JSON.parse(answer.body.toString())]).toEqual([status, { message }]);
  });

  it('unknown models and fields, where asked to be strict', async () => {
    const post = async (change: object, config: Partial<SynthesisConfig>) => {
      const body = JSON.stringify({ ...question, ...change });
      return (await rawRequest(await simulated(config), { method: 'POST', target: '/v2/chat', headers: [], body }))
        .status;
    };
    expect(await post({ model: 'nope' }, { strictModels: true })).toBe(404);
    expect(await post({ foo: 1 }, { strict: true })).toBe(422);
    expect(await post({ foo: 1 }, {})).toBe(200);
  });
});
