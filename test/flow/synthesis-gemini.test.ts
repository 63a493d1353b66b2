/** Invented answers of Gemini's API, as Google's official SDK and the Vercel AI SDK see them. */

import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { ApiError, FunctionCallingConfigMode, GoogleGenAI, type Part, ThinkingLevel, Type } from '@google/genai';
import { embedMany, generateObject, generateText, stepCountIs, streamText, tool } from 'ai';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { SynthesisConfig } from '../../src/app/synthesis-config.ts';
import { simulated } from '../support/simulated.ts';

const model = 'gemini-2.5-flash';
const question = { model, contents: 'Say hello' };
const weather = {
  name: 'get_weather',
  description: 'The weather of a city',
  parameters: { type: Type.OBJECT, properties: { city: { type: Type.STRING } }, required: ['city'] },
};

async function client(config: Partial<SynthesisConfig> = {}): Promise<GoogleGenAI> {
  return new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: await simulated(config) } });
}

/** Status, Google's name for it, and the message of what is refused. */
async function refusal(asked: Promise<unknown>): Promise<unknown> {
  const error = await asked.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof ApiError)) throw new Error(`not refused: ${String(error)}`);
  const { status, message } = JSON.parse(error.message).error;
  return [error.status, status, message];
}

async function streamed(genai: GoogleGenAI, asked: Parameters<GoogleGenAI['models']['generateContentStream']>[0]) {
  const pieces = [];
  for await (const piece of await genai.models.generateContentStream(asked)) pieces.push(piece);
  return pieces;
}

describe('content', () => {
  it('has text, usage, a finish reason and an id', async () => {
    const response = await (await client({ tokens: '20' })).models.generateContent(question);
    expect(response.text).toContain('Lorem ipsum');
    expect(response).toMatchObject({
      candidates: [{ finishReason: 'STOP', content: { role: 'model' } }],
      usageMetadata: { candidatesTokenCount: 20, promptTokenCount: expect.any(Number) },
      modelVersion: model,
      responseId: expect.any(String),
    });
    expect(response.sdkHttpResponse?.headers?.['x-llmsim-source']).toBe('generator');
  });

  it('is the same streamed, and for the same seed', async () => {
    const genai = await client();
    const whole = await genai.models.generateContent(question);
    const pieces = await streamed(genai, question);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.map(({ text }) => text).join('')).toBe(whole.text);
    expect(pieces.at(-1)?.usageMetadata).toEqual(whole.usageMetadata);
    const again = await (await client()).models.generateContent(question);
    expect(again.text).toBe(whole.text);
    const other = await (await client({ seed: 'another' })).models.generateContent(question);
    expect(other.text).not.toBe(whole.text);
  });

  it('obeys the bounds of its configuration', async () => {
    const genai = await client();
    const cut = await genai.models.generateContent({ ...question, config: { maxOutputTokens: 3 } });
    expect(cut).toMatchObject({
      candidates: [{ finishReason: 'MAX_TOKENS' }],
      usageMetadata: { candidatesTokenCount: 3 },
    });
    const stopped = await genai.models.generateContent({ ...question, config: { stopSequences: ['ipsum'] } });
    expect(stopped.text).toBe('Lorem ');
    const several = await genai.models.generateContent({
      ...question,
      config: { candidateCount: 2, responseLogprobs: true, logprobs: 3 },
    });
    expect(several.candidates).toHaveLength(2);
    expect(several.candidates?.[1]?.logprobsResult?.topCandidates?.[0]?.candidates).toHaveLength(3);
  });

  it('shows its thoughts where they are wanted', async () => {
    const genai = await client();
    for (const thinkingConfig of [
      { includeThoughts: true },
      { includeThoughts: true, thinkingLevel: ThinkingLevel.LOW },
    ]) {
      const { candidates, usageMetadata } = await genai.models.generateContent({
        ...question,
        config: { thinkingConfig },
      });
      expect(candidates?.[0]?.content?.parts).toMatchObject([
        { thought: true, text: expect.any(String) },
        { text: expect.any(String) },
      ]);
      expect(usageMetadata?.thoughtsTokenCount).toBeGreaterThan(0);
    }
  });

  it('is JSON that its schema allows', async () => {
    const genai = await client();
    const subset = {
      type: Type.OBJECT,
      properties: {
        name: { type: Type.STRING },
        stars: { type: Type.INTEGER, minimum: 1, maximum: 5 },
        tags: { type: Type.ARRAY, items: { type: Type.STRING, enum: ['a', 'b'] }, minItems: '1', maxItems: '3' },
        note: { type: Type.STRING, nullable: true },
      },
      required: ['name', 'stars', 'tags'],
      propertyOrdering: ['name', 'stars', 'tags', 'note'],
    };
    const config = { responseMimeType: 'application/json', responseSchema: subset };
    const value: unknown = JSON.parse((await genai.models.generateContent({ ...question, config })).text ?? '');
    const shape = z.object({
      name: z.string(),
      stars: z.int().min(1).max(5),
      tags: z
        .array(z.enum(['a', 'b']))
        .min(1)
        .max(3),
      note: z.string().nullish(),
    });
    expect(shape.parse(value)).toEqual(value);
    const pieces = await streamed(genai, { ...question, config });
    expect(JSON.parse(pieces.map(({ text }) => text).join(''))).toEqual(value);

    const schema = {
      $defs: {
        item: {
          type: 'object',
          properties: { id: { type: 'integer' } },
          required: ['id'],
          additionalProperties: false,
        },
      },
      type: 'object',
      properties: { items: { type: 'array', items: { $ref: '#/$defs/item' }, minItems: 2 } },
      required: ['items'],
    };
    const json = { responseMimeType: 'application/json', responseJsonSchema: schema };
    const other: unknown = JSON.parse((await genai.models.generateContent({ ...question, config: json })).text ?? '');
    expect(new Ajv({ strict: false }).validate(schema, other)).toBe(true);
  });

  it('calls a function, and ends the loop with what it gave', async () => {
    const genai = await client();
    const config = { tools: [{ functionDeclarations: [weather] }] };
    const first = await genai.models.generateContent({ ...question, config });
    const [call] = first.functionCalls ?? [];
    expect(call).toMatchObject({ name: 'get_weather', args: { city: expect.any(String) } });
    const [piece] = await streamed(genai, { ...question, config });
    expect(piece?.functionCalls).toEqual(first.functionCalls);
    const parts: Part[] = [{ functionResponse: { name: 'get_weather', response: { output: 'sunny' } } }];
    const contents = [
      { role: 'user', parts: [{ text: 'Say hello' }] },
      first.candidates?.[0]?.content ?? {},
      { role: 'user', parts },
    ];
    const ended = await genai.models.generateContent({ model, contents, config });
    expect(ended.text).toContain('sunny');
    const mode = { functionCallingConfig: { mode: FunctionCallingConfigMode.NONE } };
    const none = await genai.models.generateContent({ ...question, config: { ...config, toolConfig: mode } });
    expect(none.functionCalls).toBeUndefined();
  });

  it('goes on in a chat', async () => {
    const chat = (await client()).chats.create({ model });
    const first = await chat.sendMessage({ message: 'Say hello' });
    const second = await chat.sendMessage({ message: 'And again' });
    expect(second.text).not.toBe(first.text);
    expect(chat.getHistory().map(({ role }) => role)).toEqual(['user', 'model', 'user', 'model']);
  });
});

describe('vectors, counts and models', () => {
  it('embeds texts in the size asked for', async () => {
    const genai = await client();
    const asked = {
      model: 'gemini-embedding-001',
      contents: ['the deep blue sea', 'the blue sea', 'stock prices fell'],
    };
    const { embeddings = [] } = await genai.models.embedContent({ ...asked, config: { outputDimensionality: 256 } });
    const [one = [], near = [], far = []] = embeddings.map(({ values }) => values ?? []);
    expect([one.length, near.length, far.length]).toEqual([256, 256, 256]);
    const alike = (other: readonly number[]) => one.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
    expect(alike(near)).toBeGreaterThan(alike(far));
  });

  it('counts tokens as usage does', async () => {
    const genai = await client();
    const { totalTokens } = await genai.models.countTokens(question);
    const { usageMetadata } = await genai.models.generateContent(question);
    expect(totalTokens).toBe(usageMetadata?.promptTokenCount);
  });

  it('lists models and tells of one', async () => {
    const genai = await client();
    const names = [];
    for await (const { name } of await genai.models.list({ config: { pageSize: 4 } })) names.push(name);
    expect(names).toEqual(expect.arrayContaining(['models/gemini-2.5-pro', 'models/gemini-embedding-001']));
    expect(new Set(names).size).toBe(names.length);
    expect(await genai.models.get({ model })).toMatchObject({
      name: `models/${model}`,
      displayName: 'Gemini 2.5 Flash',
    });
  });
});

describe('Vertex AI with a key', () => {
  it('answers as AI Studio does', async () => {
    const genai = new GoogleGenAI({ vertexai: true, apiKey: 'k', httpOptions: { baseUrl: await simulated() } });
    const whole = await genai.models.generateContent(question);
    expect(whole).toMatchObject({ createTime: expect.any(String), usageMetadata: { trafficType: 'ON_DEMAND' } });
    expect((await streamed(genai, question)).map(({ text }) => text).join('')).toBe(whole.text);
    const { embeddings } = await genai.models.embedContent({ model: 'text-embedding-004', contents: 'the sea' });
    expect(embeddings?.[0]?.values).toHaveLength(768);
    expect((await genai.models.countTokens(question)).totalTokens).toBe(whole.usageMetadata?.promptTokenCount);
  });
});

describe('what Gemini refuses', () => {
  it('is refused in its words', async () => {
    const genai = await client({ strictModels: true });
    expect(await refusal(genai.models.generateContent({ ...question, model: 'nope' }))).toEqual([
      404,
      'NOT_FOUND',
      expect.stringMatching(/^models\/nope is not found for API version v1beta/),
    ]);
    const contents = [{ role: 'system', parts: [{ text: 'x' }] }];
    const wrongRole = [400, 'INVALID_ARGUMENT', 'Please use a valid role: user, model.'];
    expect(await refusal(genai.models.generateContent({ model, contents }))).toEqual(wrongRole);
    expect(await refusal(streamed(genai, { model, contents }))).toEqual(wrongRole);
  });

  it('has its field, its status and 405 for a wrong method', async () => {
    const url = await simulated({ strict: true });
    const asked = async (method: string, body: string) => {
      const response = await fetch(`${url}/v1beta/models/${model}:generateContent?key=k`, {
        method,
        body,
        headers: { 'content-type': 'application/json' },
      });
      return [response.status, response.headers.get('allow'), Object(await response.json()).error];
    };
    const message = `Invalid JSON payload received. Unknown name "foo" at 'contents[0]': Cannot find field.`;
    expect(await asked('POST', '{"contents":[{"foo":1,"parts":[{"text":"x"}]}]}')).toEqual([
      400,
      null,
      {
        code: 400,
        message,
        status: 'INVALID_ARGUMENT',
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.BadRequest',
            fieldViolations: [{ field: 'contents[0]', description: message }],
          },
        ],
      },
    ]);
    expect(await asked('PUT', '{}')).toMatchObject([405, expect.stringContaining('POST'), { code: 405 }]);
  });
});

describe('the Vercel AI SDK', () => {
  async function google() {
    return createGoogleGenerativeAI({ baseURL: `${await simulated()}/v1beta`, apiKey: 'k' });
  }

  it('generates and streams text', async () => {
    const provider = await google();
    const asked = { model: provider(model), prompt: 'Say hello', maxOutputTokens: 30 };
    const whole = await generateText(asked);
    expect(whole.text).toContain('Lorem ipsum');
    const stream = streamText(asked);
    expect(await stream.text).toBe(whole.text);
    expect(await stream.finishReason).toBe(whole.finishReason);
    expect((await stream.usage).outputTokens).toBe(whole.usage.outputTokens);
  });

  it('reasons', async () => {
    const provider = await google();
    const providerOptions = { google: { thinkingConfig: { includeThoughts: true, thinkingBudget: 1_024 } } };
    const { reasoningText, text } = await generateText({
      model: provider(model),
      prompt: 'Say hello',
      providerOptions,
    });
    expect([reasoningText, text]).toEqual([expect.stringMatching(/\w/), expect.stringMatching(/\w/)]);
  });

  it('loops through tools', async () => {
    const provider = await google();
    const asked: unknown[] = [];
    const getWeather = tool({
      description: 'The weather of a city',
      inputSchema: z.object({ city: z.string() }),
      async execute(input) {
        asked.push(input);
        return 'sunny';
      },
    });
    const options = {
      model: provider(model),
      prompt: 'What is the weather?',
      tools: { getWeather },
      stopWhen: stepCountIs(3),
    };
    const { text, steps } = await generateText(options);
    expect(asked).toEqual([{ city: expect.any(String) }]);
    expect(steps).toHaveLength(2);
    expect(text).toContain('sunny');
    expect(await streamText(options).text).toBe(text);
  });

  it('generates objects', async () => {
    const provider = await google();
    const schema = z.object({
      name: z.string().min(2),
      steps: z.array(z.object({ amount: z.number(), unit: z.enum(['g', 'ml']) })).min(1),
      note: z.string().nullable(),
    });
    const { object } = await generateObject({ model: provider(model), schema, prompt: 'A recipe' });
    expect(schema.parse(object)).toEqual(object);
  });

  it('embeds', async () => {
    const provider = await google();
    const { embeddings } = await embedMany({ model: provider.embedding('text-embedding-004'), values: ['a b', 'c d'] });
    expect(embeddings.map(({ length }) => length)).toEqual([768, 768]);
  });
});
