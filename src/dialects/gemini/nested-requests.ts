/** Where Gemini's requests have further requests inside. */

import { each, type Fields, object, type Spelling } from '../body-spelling.ts';
import { fileUri } from './file-uri.ts';
import { camelCase } from './schema-spelling.ts';

/** Fields of countTokens, of embeddings in a batch and of batches, with `request` for what is inside. */
export function within(request: Spelling): Fields {
  const inlined = object({ requests: each(object({ request })) });
  return {
    request,
    generateContentRequest: request,
    requests: each(request),
    batch: object(
      { inputConfig: object({ requests: inlined, fileName: fileUri }, { name: camelCase }) },
      { name: camelCase },
    ),
  };
}
