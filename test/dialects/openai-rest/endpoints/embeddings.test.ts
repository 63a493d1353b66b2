/** Embeddings are unit vectors of the size that was asked for, in either format, and bad input is refused as OpenAI refuses it. */

import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../../../../src/catalogue/catalogue.ts';
import { restEndpoints } from '../../../../src/dialects/openai-rest/endpoints/list.ts';
import { answered, type ContextOptions, jsonRequest } from '../../../support/endpoint-context.ts';

const model = 'text-embedding-3-small';

async function embed(body: unknown, options?: ContextOptions, target = '/v1/embeddings') {
  const answer = await answered(restEndpoints, jsonRequest('POST', target, body), options);
  if (answer.kind !== 'whole') throw new Error(JSON.stringify(answer));
  return answer.body as {
    model: string;
    usage: { prompt_tokens: number; total_tokens: number };
    data: { index: number; embedding: number[] }[];
  };
}

async function refusal(body: unknown, options?: ContextOptions) {
  const answer = await answered(restEndpoints, jsonRequest('POST', '/v1/embeddings', body), options);
  return answer.kind === 'error' ? answer.error : undefined;
}

function product(one: readonly number[] = [], other: readonly number[] = []): number {
  return one.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
}

describe('POST embeddings', () => {
  it.each([
    ['text-embedding-3-small', 1536],
    ['text-embedding-3-large', 3072],
    ['text-embedding-ada-002', 1536],
    ['some-model-nobody-knows', 1536],
  ])('gives %s its own size, %i, and length 1', async (name, size) => {
    const { data } = await embed({ model: name, input: 'one two three' });
    expect(data).toHaveLength(1);
    expect(data[0]?.embedding).toHaveLength(size);
    expect(product(data[0]?.embedding, data[0]?.embedding)).toBeCloseTo(1, 5);
  });

  it('puts texts that share words closer', async () => {
    const { data } = await embed({
      model,
      input: ['the cat sat on the mat', 'a cat sat on a mat', 'quarterly revenue grew strongly'],
    });
    const [first, alike, other] = data.map(({ embedding }) => embedding);
    expect(product(first, alike)).toBeGreaterThan(product(first, other) + 0.2);
  });

  it('cuts to the dimensions asked for, of length 1 again and in the same direction', async () => {
    const whole = (await embed({ model, input: 'hello there' })).data[0]?.embedding ?? [];
    const short = (await embed({ model, input: 'hello there', dimensions: 256 })).data[0]?.embedding ?? [];
    expect(short).toHaveLength(256);
    expect(product(short, short)).toBeCloseTo(1, 5);
    const cut = whole.slice(0, 256);
    expect(product(short, cut) / Math.sqrt(product(cut, cut))).toBeCloseTo(1, 5);
  });

  it('writes base64 as little-endian 32-bit numbers, the same ones as in floats', async () => {
    const floats = (await embed({ model, input: 'hello' })).data[0]?.embedding ?? [];
    const { data } = await embed({ model, input: 'hello', encoding_format: 'base64' });
    const bytes = Buffer.from(data[0]?.embedding as unknown as string, 'base64');
    expect(bytes).toHaveLength(1536 * 4);
    const read = floats.map((_, i) => bytes.readFloatLE(i * 4));
    expect(floats.map(Math.fround)).toEqual(read);
  });

  it('takes tokens as one input and lists of tokens as several, and counts them', async () => {
    const one = await embed({ model, input: [3923, 374, 279] });
    expect(one.data).toHaveLength(1);
    expect(one.usage).toEqual({ prompt_tokens: 3, total_tokens: 3 });
    const two = await embed({ model, input: [[3923, 374, 279], [1]] });
    expect(two.data.map(({ index }) => index)).toEqual([0, 1]);
    expect(two.usage.prompt_tokens).toBe(4);
    expect(two.data[0]?.embedding).toEqual(one.data[0]?.embedding);
  });

  it('counts the tokens of all texts', async () => {
    expect((await embed({ model, input: ['one two', 'three'] })).usage).toEqual({ prompt_tokens: 3, total_tokens: 3 });
  });

  it('takes the model from an Azure deployment', async () => {
    const target = '/openai/deployments/text-embedding-3-large/embeddings?api-version=2024-06-01';
    const { model: named, data } = await embed({ input: 'hello' }, {}, target);
    expect(named).toBe('text-embedding-3-large');
    expect(data[0]?.embedding).toHaveLength(3072);
  });

  it.each([
    ['no input', { model }, { param: 'input', code: 'missing_required_parameter' }],
    ['no model', { input: 'x' }, { message: 'you must provide a model parameter', code: null }],
    ['an empty text', { model, input: '' }, { message: expect.stringContaining("'$.input' is invalid"), code: null }],
    ['an empty text among others', { model, input: ['a', ''] }, { message: expect.stringContaining("'$.input'") }],
    ['no texts', { model, input: [] }, { param: 'input', code: 'empty_array' }],
    [
      'too many texts',
      { model, input: Array.from({ length: 2049 }, () => 'x') },
      {
        message:
          "Invalid 'input': array too long. Expected an array with maximum length 2048, but got an array with length 2049 instead.",
        code: 'array_above_max_length',
      },
    ],
    [
      'a long text',
      { model, input: ['x', 'word '.repeat(8193)] },
      { message: "Invalid 'input[1]': maximum context length is 8192 tokens.", code: null },
    ],
    [
      'too much together',
      { model, input: Array.from({ length: 38 }, () => 'word '.repeat(8000).trim()) },
      { type: 'max_tokens_per_request', message: 'Requested 304000 tokens, max 300000 tokens per request' },
    ],
    [
      'dimensions of an older model',
      { model: 'text-embedding-ada-002', input: 'x', dimensions: 10 },
      { message: 'This model does not support specifying dimensions.' },
    ],
    [
      'more dimensions than there are',
      { model, input: 'x', dimensions: 2000 },
      { message: "Invalid value for 'dimensions' = 2000. Must be less than or equal to 1536." },
    ],
    [
      'a format that is none',
      { model, input: 'x', encoding_format: 'hex' },
      { code: 'invalid_value', message: "Invalid value: 'hex'. Supported values are: 'float' and 'base64'." },
    ],
    ['a number', { model, input: 5 }, { param: 'input', code: 'invalid_type' }],
  ])('refuses %s', async (_, body, expected) => {
    expect(await refusal(body)).toMatchObject({ status: 400, type: 'invalid_request_error', ...expected });
  });

  it('refuses an unknown model only where models are strict', async () => {
    const strict = await refusal({ model: 'nonesuch', input: 'x' }, { models: catalogueOf({}, { strict: true }) });
    expect(strict).toMatchObject({ status: 404, code: 'model_not_found' });
    expect(await refusal({ model: 'nonesuch', input: 'x' })).toBeUndefined();
  });

  it('tells of unknown fields, and refuses them under strict', async () => {
    const warnings: string[] = [];
    await embed({ model, input: 'x', colour: 'red' }, { warn: (text) => warnings.push(text) });
    expect(warnings).toEqual(['POST /v1/embeddings: unknown field "colour" is ignored']);
    expect(await refusal({ model, input: 'x', colour: 'red' }, { strict: true })).toMatchObject({
      message: 'Unrecognized request argument supplied: colour',
    });
  });
});
