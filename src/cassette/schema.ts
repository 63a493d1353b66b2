/** What an interaction file must look like, as a zod schema. Loading zod is slow: only `decode-interaction.ts` imports this. */

import * as z from 'zod';
import { largeBody } from './blobs.ts';
import { bodyForms } from './body-forms/list.ts';
import { formatVersion } from './file-shape.ts';

const headers = z
  .array(z.tuple([z.string(), z.string()]))
  .meta({ id: 'headers', description: 'Name and value, in the order of the message; names may repeat.' });

const body = z
  .union([z.null(), ...bodyForms.map((form) => form.schema(z))])
  .meta({ id: 'body', description: 'null when empty, else the one form that the body was written in.' });

const milliseconds = z.number().nonnegative();
const utcTime = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);

export const interactionSchema = z
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

export type InteractionFile = z.infer<typeof interactionSchema>;

/** What is wrong with a value: where, as `response.chunks[3]`, and what was expected there. */
export interface SchemaProblem {
  readonly path: string;
  readonly expected: string;
}

/** More entries than a body that is not a blob can have bytes. */
const maxEntries = largeBody;

/** Lists are checked in pieces of this length: zod collects all that is wrong before it answers, which must not fill the memory. */
const piece = 10_000;

/** The first reason why `value` is not an interaction file of this version, or undefined when it is one. */
export function schemaProblem(value: unknown): SchemaProblem | undefined {
  for (const side of ['request', 'response']) {
    const longestEntries = longestList(fieldOf(fieldOf(value, side), 'body'));
    if (longestEntries > maxEntries)
      return { path: `${side}.body`, expected: `expected at most ${maxEntries} entries` };
  }
  const longest = longestList(value);
  for (let start = 0; start === 0 || start < longest; start += piece) {
    const result = interactionSchema.safeParse(longest > piece ? pieceOf(value, start) : value);
    const issue = result.success ? undefined : result.error.issues[0];
    if (issue !== undefined) return explain(issue, [], start);
  }
  return undefined;
}

/** Where the lists of a file are at most: `response.body.sse`. */
const listDepth = 3;

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function longestList(value: unknown, depth = listDepth): number {
  if (Array.isArray(value)) return value.length;
  if (typeof value !== 'object' || value === null || depth === 0) return 0;
  let longest = 0;
  for (const field of Object.values(value)) longest = Math.max(longest, longestList(field, depth - 1));
  return longest;
}

/** The file with `piece` entries of each list, from `start`. */
function pieceOf(value: unknown, start: number, depth = listDepth): unknown {
  if (Array.isArray(value)) return value.slice(start, start + piece);
  if (typeof value !== 'object' || value === null || depth === 0) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, pieceOf(field, start, depth - 1)]));
}

/** Of a union only the branch is of interest that came furthest: the form whose key is there. */
function explain(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[], start: number): SchemaProblem {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'invalid_union') {
    const branches = issue.errors.flatMap((errors) => errors.slice(0, 1));
    const deepest = Math.max(...branches.map((branch) => branch.path.length));
    const [furthest, ...others] = branches.filter((branch) => branch.path.length === deepest);
    if (furthest !== undefined && others.length === 0) return explain(furthest, path, start);
    return { path: written(path, start), expected: 'expected one of the forms that docs/cassette-format.md lists' };
  }
  return { path: written(path, start), expected: issue.message.slice(0, 300) };
}

/** The first number in a path is the place in a list of which only a piece was looked at. */
function written(path: readonly PropertyKey[], start: number): string {
  const list = path.findIndex((step) => typeof step === 'number');
  return path
    .map((step, i) =>
      typeof step === 'number' ? `[${i === list ? step + start : step}]` : `${i === 0 ? '' : '.'}${String(step)}`,
    )
    .join('');
}
