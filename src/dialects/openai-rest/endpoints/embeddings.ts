/** `POST embeddings`: texts or tokens as unit vectors. https://platform.openai.com/docs/api-reference/embeddings */

import { endianness } from 'node:os';
import { z } from 'zod';
import type { ApiError } from '../../../core/api-error.ts';
import type { Endpoint, Generators } from '../../../core/endpoint.ts';
import type { ModelInfo } from '../../../core/model-catalogue.ts';
import { readOpenaiBody } from '../../openai-body.ts';
import { invalidRequest } from '../../openai-problem.ts';
import { fileReply } from '../json-reply.ts';
import { namedModel } from '../named-model.ts';

const mostInputs = 2048;
const mostTokens = 8192;
/** Of all inputs together. */
const mostTokensOfRequest = 300_000;
const usualDimensions = 1536;

const embeddingFields = z
  .object({
    model: z.string(),
    encoding_format: z.enum(['float', 'base64']),
    dimensions: z.int().min(1),
    user: z.string(),
  })
  .partial()
  .extend({
    input: z.union([
      z.string(),
      z.array(z.string()).min(1).max(mostInputs),
      z.array(z.int()).min(1).max(mostTokens),
      z.array(z.array(z.int()).min(1)).min(1).max(mostInputs),
    ]),
  });

type Input = z.infer<typeof embeddingFields>['input'];

export const createEmbedding: Endpoint = {
  method: 'POST',
  path: 'embeddings',
  streams: false,
  async answer(context) {
    const read = readOpenaiBody(context, embeddingFields);
    if (read.kind === 'error') return read;
    const { input, dimensions, encoding_format } = read.body;
    const named = namedModel(read.body.model, context);
    if (named.kind === 'error') return named;
    const inputs = inputsOf(input);
    const { generate } = context;
    const tokens = await tokensOf(inputs, named.model, generate);
    const problem = inputProblem(input, inputs, tokens) ?? dimensionsProblem(dimensions, named.info);
    if (problem !== undefined) return { kind: 'error', error: problem };
    const full = named.info?.dimensions ?? Math.max(usualDimensions, dimensions ?? 0);
    const vectors = await generate.embed(
      inputs.map(({ text }) => text),
      full,
    );
    const cut = dimensions === undefined ? vectors : vectors.map((vector) => shortened(vector, dimensions));
    const total = tokens.reduce((sum, count) => sum + count, 0);
    const text = responseText(cut.map(encoding_format === 'base64' ? asBase64 : asNumbers), named.model, total);
    return fileReply(Buffer.from(text), 'application/json', context.ids);
  },
};

interface EmbeddingInput {
  /** Token ids are words of their own: inputs that share tokens are closer too. */
  readonly text: string;
  /** Undefined where they are to be counted. */
  readonly tokens: number | undefined;
}

function inputsOf(input: Input): readonly EmbeddingInput[] {
  if (typeof input === 'string') return [{ text: input, tokens: undefined }];
  if (areNumbers(input)) return [fromTokens(input)];
  return input.map((one) => (typeof one === 'string' ? { text: one, tokens: undefined } : fromTokens(one)));
}

/** Either all inputs are texts or all are tokens, which need no counting. */
async function tokensOf(inputs: readonly EmbeddingInput[], model: string, generate: Generators): Promise<number[]> {
  const texts = inputs.filter(({ tokens }) => tokens === undefined).map(({ text }) => text);
  const counted = texts.length === 0 ? [] : await generate.tokens(texts, model);
  return inputs.map(({ tokens }, i) => tokens ?? counted[i] ?? 0);
}

function areNumbers(input: Exclude<Input, string>): input is number[] {
  return typeof input[0] === 'number';
}

function fromTokens(tokens: readonly number[]): EmbeddingInput {
  return { text: tokens.join(' '), tokens: tokens.length };
}

function inputProblem(
  input: Input,
  inputs: readonly EmbeddingInput[],
  tokens: readonly number[],
): ApiError | undefined {
  if (inputs.some(({ text }) => text === '')) {
    const message =
      "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.";
    return invalidRequest(message, undefined, null);
  }
  const longest = tokens.findIndex((count) => count > mostTokens);
  if (longest >= 0) {
    const param = typeof input === 'string' || areNumbers(input) ? 'input' : `input[${longest}]`;
    return invalidRequest(`Invalid '${param}': maximum context length is ${mostTokens} tokens.`, undefined, null);
  }
  const total = tokens.reduce((sum, count) => sum + count, 0);
  if (total <= mostTokensOfRequest) return undefined;
  const type = 'max_tokens_per_request';
  const message = `Requested ${total} tokens, max ${mostTokensOfRequest} tokens per request`;
  return { ...invalidRequest(message, undefined, type), type };
}

/** Models that are not known are taken to have what they are asked for. */
function dimensionsProblem(dimensions: number | undefined, info: ModelInfo | undefined): ApiError | undefined {
  if (dimensions === undefined || info === undefined) return undefined;
  if (info.id.startsWith('text-embedding-ada') || info.kind !== 'embedding') {
    return invalidRequest('This model does not support specifying dimensions.', undefined, null);
  }
  const most = info.dimensions ?? usualDimensions;
  if (dimensions <= most) return undefined;
  return invalidRequest(
    `Invalid value for 'dimensions' = ${dimensions}. Must be less than or equal to ${most}.`,
    undefined,
    null,
  );
}

/** As the guide tells to shorten one by hand: cut, and of length 1 again. */
function shortened(vector: Float32Array, dimensions: number): Float32Array {
  const cut = vector.slice(0, dimensions);
  const length = Math.sqrt(cut.reduce((sum, value) => sum + value * value, 0)) || 1;
  return cut.map((value) => value / length);
}

/** As JSON. Nine digits give back the same 32 bits. */
function asNumbers(vector: Float32Array): string {
  const numbers: string[] = [];
  for (const value of vector) numbers.push(value.toPrecision(9));
  return `[${numbers.join(',')}]`;
}

/** As JSON: 32-bit numbers, the lowest byte first. */
function asBase64(vector: Float32Array): string {
  const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
  return `"${(endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32()).toString('base64')}"`;
}

/** Written by hand: a batch has millions of numbers. */
function responseText(embeddings: readonly string[], model: string, tokens: number): string {
  const data = embeddings.map((embedding, index) => `{"object":"embedding","index":${index},"embedding":${embedding}}`);
  const usage = `{"prompt_tokens":${tokens},"total_tokens":${tokens}}`;
  return `{"object":"list","data":[${data.join(',')}],"model":${JSON.stringify(answeredName(model))},"usage":${usage}}`;
}

function answeredName(model: string): string {
  return model === 'text-embedding-ada-002' ? 'text-embedding-ada-002-v2' : model;
}
