/** What an interaction file must look like. zod is an argument, because most files are sound, and to see that it need not be loaded. */

import type * as Zod from 'zod';
import { largeBody } from './blobs.ts';
import { bodyForms } from './body-forms/list.ts';
import { formatVersion } from './file-shape.ts';
import { predicates } from './schema-predicates.ts';

/** The schema, made by zod or by what stands in for it. */
export function interactionSchemaOf(z: typeof Zod) {
  const headers = z
    .array(z.tuple([z.string(), z.string()]))
    .meta({ id: 'headers', description: 'Name and value, in the order of the message; names may repeat.' });

  const body = z
    .union([z.null(), ...bodyForms.map((form) => form.schema(z))])
    .meta({ id: 'body', description: 'null when empty, else the one form that the body was written in.' });

  const milliseconds = z.number().nonnegative();
  const utcTime = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);

  return z
    .looseObject({
      llmsim: z.literal(formatVersion).describe('The version of this format.'),
      summary: z.string().describe('One line for people: model, first words of the prompt.'),
      upstream: z.looseObject({ name: z.string(), url: z.string() }),
      dialect: z.string(),
      key: z.looseObject({ recipe: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
      request: z.looseObject({
        method: z.string(),
        target: z.string().describe('Path and query, verbatim, credentials redacted.'),
        headers,
        body,
      }),
      response: z.looseObject({
        status: z.int().min(100).max(999),
        statusText: z.string().exactOptional().describe('Absent when empty.'),
        headers,
        decodedFrom: z
          .string()
          .exactOptional()
          .describe('The content-encoding that the upstream sent; the body is decoded.'),
        body,
        chunks: z
          .array(z.int().nonnegative())
          .exactOptional()
          .describe('The sizes of the chunks in bytes; absent for a body in one chunk and for none.'),
        end: z.enum(['complete', 'reset', 'close', 'stall']).exactOptional().describe('Absent when complete.'),
      }),
      timing: z
        .looseObject({
          recordedAt: utcTime,
          refreshedAt: utcTime
            .exactOptional()
            .describe('When the upstream last gave the same answer again; absent when it was not asked.'),
          head: milliseconds,
          chunks: z.array(milliseconds).describe('One offset a chunk.'),
          end: milliseconds,
        })
        .describe('Milliseconds since the request was received, not decreasing.'),
    })
    .describe('One recorded request with its response: a file of an llmsim cassette. See cassette-format.md.');
}

export type InteractionFile = Zod.infer<ReturnType<typeof interactionSchemaOf>>;

const quickSchema = interactionSchemaOf(predicates);

/** Whether `value` is an interaction file of this version. Where it is not, `schemaProblem` says why. */
export function fitsSchema(value: unknown): boolean {
  return sideWithTooManyEntries(value) === undefined && quickSchema.safeParse(value).success;
}

/** More entries than a body that is not a blob can have bytes. */
export const maxEntries = largeBody;

/** The body that is a longer list than any body can be. */
export function sideWithTooManyEntries(file: unknown): 'request' | 'response' | undefined {
  return (['request', 'response'] as const).find(
    (side) => longestList(fieldOf(fieldOf(file, side), 'body')) > maxEntries,
  );
}

/** Where the lists of a file are at most: `response.body.sse`. */
export const listDepth = 3;

export function longestList(value: unknown, depth = listDepth): number {
  if (Array.isArray(value)) return value.length;
  if (typeof value !== 'object' || value === null || depth === 0) return 0;
  let longest = 0;
  for (const field of Object.values(value)) longest = Math.max(longest, longestList(field, depth - 1));
  return longest;
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
