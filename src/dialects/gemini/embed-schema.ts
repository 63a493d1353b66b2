/** The fields of requests for vectors. */

import { z } from 'zod';
import { flag, integer, message, text } from './field-kinds.ts';
import { content } from './generate-schema.ts';

export const embedFields = z.strictObject({
  model: text,
  content: content.optional(),
  taskType: text,
  title: text,
  outputDimensionality: integer,
  autoTruncate: flag,
  embedContentConfig: message,
});

export const batchEmbedFields = z.strictObject({ model: text, requests: z.array(embedFields).optional() });

/** Vertex AI's models choose what is in these; for vectors it is `content` and `outputDimensionality`. */
export const predictFields = z.strictObject({
  instances: z.array(z.looseObject({ content: text })).optional(),
  parameters: z.looseObject({ outputDimensionality: integer }).optional(),
});
