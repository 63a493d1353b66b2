/** Gemini's endpoints that make vectors of texts. */

import type { ApiError } from '../../core/api-error.ts';
import type { Endpoint, EndpointContext } from '../../core/endpoint.ts';
import { type JsonObject, objectOf, objectsOf } from '../json-shape.ts';
import { contentText } from '../prompt-text.ts';
import { batchEmbedFields, embedFields } from './embed-schema.ts';
import { integerOf } from './generate-prompt.ts';
import { googleReply } from './google-reply.ts';
import { shortModelName } from './model-name.ts';
import { invalidArgument, readRequest } from './read-request.ts';
import { unknownModel } from './unknown-model.ts';

/** https://ai.google.dev/gemini-api/docs/embeddings: what a model that is not in the catalogue gives. */
const usualDimensions = 3_072;

/** https://ai.google.dev/api/embeddings#method:-models.batchembedcontents */
const mostInBatch = 100;

export interface EmbedRequest {
  readonly text: string | undefined;
  /** As the client wrote it: a number, or a string that is one; undefined for the model's own. */
  readonly size: unknown;
}

export type Vectors =
  | { readonly kind: 'vectors'; readonly vectors: readonly { readonly values: readonly number[] }[] }
  | { readonly kind: 'error'; readonly error: ApiError };

/** @param place names a request in the words of an error */
export async function vectorsOf(
  requests: readonly EmbedRequest[],
  model: string,
  place: (i: number) => string,
  { models, generate }: Pick<EndpointContext, 'models' | 'generate'>,
): Promise<Vectors> {
  const most = models.find(model, 'gemini')?.dimensions ?? usualDimensions;
  const vectors: { values: readonly number[] }[] = [];
  for (const [i, { text, size: asked }] of requests.entries()) {
    const size = integerOf(asked) ?? most;
    if (text === undefined) return refused(`${place(i)}.content: contents is not specified\n`);
    if (size < 1 || size > most) {
      return refused(`${place(i)}.output_dimensionality: must be between 1 and ${most}, but is ${size}\n`);
    }
    const [vector = new Float32Array(size)] = await generate.embed([text], size);
    vectors.push({ values: Array.from(vector, decimal) });
  }
  return { kind: 'vectors', vectors };
}

function requestOf({ content, outputDimensionality }: JsonObject): EmbedRequest {
  return { text: contentText(objectOf(content)?.['parts']), size: outputDimensionality };
}

function refused(message: string): Vectors {
  return { kind: 'error', error: invalidArgument(message) };
}

/** As many digits as a 32-bit float has. */
function decimal(value: number): number {
  return Number(value.toPrecision(9));
}

const embedContent: Endpoint = {
  method: 'POST',
  path: 'models/{model}:embedContent',
  streams: false,
  async answer(context) {
    const read = readRequest(context, embedFields);
    if (read.kind === 'error') return read;
    const model = shortModelName(context.params['model'] ?? '');
    const error = unknownModel(model, 'embedContent', context);
    if (error !== undefined) return { kind: 'error', error };
    // Vertex AI has the options in a message of their own.
    const config = objectOf(read.body['embedContentConfig']);
    const made = await vectorsOf(
      [requestOf({ ...read.body, ...config })],
      model,
      () => '* EmbedContentRequest',
      context,
    );
    if (made.kind === 'error') return made;
    return { kind: 'whole', reply: googleReply(context.ids, { embedding: made.vectors[0] }) };
  },
};

const batchEmbedContents: Endpoint = {
  method: 'POST',
  path: 'models/{model}:batchEmbedContents',
  streams: false,
  async answer(context) {
    const read = readRequest(context, batchEmbedFields);
    if (read.kind === 'error') return read;
    const model = shortModelName(context.params['model'] ?? '');
    const requests = objectsOf(read.body['requests']);
    const error = unknownModel(model, 'embedContent', context) ?? batchProblem(requests, model);
    if (error !== undefined) return { kind: 'error', error };
    const made = await vectorsOf(
      requests.map(requestOf),
      model,
      (i) => `* BatchEmbedContentsRequest.requests[${i}]`,
      context,
    );
    if (made.kind === 'error') return made;
    return { kind: 'whole', reply: googleReply(context.ids, { embeddings: made.vectors }) };
  },
};

function batchProblem(requests: readonly JsonObject[], model: string): ApiError | undefined {
  if (requests.length === 0)
    return invalidArgument('* BatchEmbedContentsRequest.requests: requests is not specified\n');
  if (requests.length > mostInBatch) {
    return invalidArgument(
      `* BatchEmbedContentsRequest.requests: at most ${mostInBatch} requests can be in one batch\n`,
    );
  }
  const other = requests.findIndex(({ model: own }) => typeof own === 'string' && shortModelName(own) !== model);
  return other < 0
    ? undefined
    : invalidArgument(
        `* BatchEmbedContentsRequest.requests[${other}].model: must be the model of the batch, models/${model}\n`,
      );
}

export const embedEndpoints: readonly Endpoint[] = [embedContent, batchEmbedContents];
