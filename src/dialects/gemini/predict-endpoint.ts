/** Vertex AI's `predict`, by which its text models make vectors. */

import type { Endpoint } from '../../core/endpoint.ts';
import { objectOf, objectsOf, stringOf } from '../json-shape.ts';
import { vectorsOf } from './embed-endpoints.ts';
import { predictFields } from './embed-schema.ts';
import { googleReply } from './google-reply.ts';
import { shortModelName } from './model-name.ts';
import { invalidArgument, readRequest } from './read-request.ts';
import { unknownModel } from './unknown-model.ts';

/** https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api */
export const predict: Endpoint = {
  method: 'POST',
  path: 'models/{model}:predict',
  streams: false,
  async answer(context) {
    const read = readRequest(context, predictFields);
    if (read.kind === 'error') return read;
    const model = shortModelName(context.params['model'] ?? '');
    const error = unknownModel(model, 'embedContent', context);
    if (error !== undefined) return { kind: 'error', error };
    const texts = objectsOf(read.body['instances']).map(({ content }) => stringOf(content));
    if (texts.length === 0) return { kind: 'error', error: invalidArgument('Empty instances.') };
    const size = objectOf(read.body['parameters'])?.['outputDimensionality'];
    const requests = texts.map((text) => ({ text, size }));
    const made = await vectorsOf(requests, model, (i) => `* PredictRequest.instances[${i}]`, context);
    if (made.kind === 'error') return made;
    const given = texts.map((text) => text ?? '');
    const tokens = await context.generate.tokens(given, model);
    const predictions = made.vectors.map(({ values }, i) => ({
      embeddings: { statistics: { truncated: false, token_count: tokens[i] ?? 0 }, values },
    }));
    const metadata = { billableCharacterCount: given.join('').replace(/\s/g, '').length };
    return { kind: 'whole', reply: googleReply(context.ids, { predictions, metadata }) };
  },
};
