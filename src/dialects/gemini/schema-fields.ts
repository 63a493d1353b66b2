/** The fields of Gemini's own kind of schema, a part of OpenAPI's. */

import { z } from 'zod';
import { anything, enumOf, flag, integer, number, text } from './field-kinds.ts';

/** https://ai.google.dev/api/caching#Schema */
const schemaFields = {
  type: enumOf('Type', ['TYPE_UNSPECIFIED', 'STRING', 'NUMBER', 'INTEGER', 'BOOLEAN', 'ARRAY', 'OBJECT', 'NULL']),
  format: text,
  title: text,
  description: text,
  nullable: flag,
  enum: z.array(z.string()).optional(),
  maxItems: integer,
  minItems: integer,
  required: z.array(z.string()).optional(),
  minProperties: integer,
  maxProperties: integer,
  minLength: integer,
  maxLength: integer,
  pattern: text,
  example: anything,
  default: anything,
  propertyOrdering: z.array(z.string()).optional(),
  minimum: number,
  maximum: number,
  // Vertex AI takes these as well.
  ref: text,
  defs: anything,
  $ref: text,
  $defs: anything,
};

export const schema = z.strictObject({
  ...schemaFields,
  get items(): z.ZodOptional<z.ZodType> {
    return schema.optional();
  },
  get properties(): z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodType>> {
    return z.record(z.string(), schema).optional();
  },
  get anyOf(): z.ZodOptional<z.ZodArray<z.ZodType>> {
    return z.array(schema).optional();
  },
  get prefixItems(): z.ZodOptional<z.ZodArray<z.ZodType>> {
    return z.array(schema).optional();
  },
});
