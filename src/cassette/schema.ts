/** What an interaction file must look like, as a zod schema. Loading zod is slow: only `decode-interaction.ts` imports this. */

import * as z from 'zod';
import { bodyForms } from './body-forms/list.ts';
import { formatVersion } from './file-shape.ts';

const headers = z
  .array(z.tuple([z.string(), z.string()]))
  .describe('Name and value, in the order of the message; names may repeat.');

const body = z
  .union([z.null(), ...bodyForms.map((form) => form.schema(z))])
  .describe('null when empty, else the one form that the body was written in.');

const milliseconds = z.number().nonnegative();

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
        recordedAt: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/),
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

/** The first reason why `value` is not an interaction file of this version, or undefined when it is one. */
export function schemaProblem(value: unknown): SchemaProblem | undefined {
  const result = interactionSchema.safeParse(value);
  const issue = result.success ? undefined : result.error.issues[0];
  return issue === undefined ? undefined : explain(issue, value, []);
}

/** Of a union only the branch is of interest that came furthest: the form whose key is there. */
function explain(issue: z.core.$ZodIssue, root: unknown, prefix: readonly PropertyKey[]): SchemaProblem {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branches = issue.errors.flatMap((errors) => errors.slice(0, 1));
    const deepest = Math.max(...branches.map((branch) => branch.path.length));
    const furthest = branches.filter((branch) => branch.path.length === deepest);
    const [only, ...others] = furthest;
    if (only !== undefined && others.length === 0) return explain(only, root, path);
    return { path: written(path), expected: 'expected one of the forms that docs/cassette-format.md lists' };
  }
  return { path: written(path), expected: issue.message };
}

function written(path: readonly PropertyKey[]): string {
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${String(step)}`))
    .join('');
}
