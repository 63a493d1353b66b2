/** Why a value is not an interaction file: zod is loaded only here, when one is not. */

import { createRequire } from 'node:module';
import type * as Zod from 'zod';
import { interactionSchemaOf, listDepth, longestList, maxEntries, sideWithTooManyEntries } from './schema.ts';

/** What is wrong with a value: where, as `response.chunks[3]`, and what was expected there. */
export interface SchemaProblem {
  readonly path: string;
  readonly expected: string;
}

/** Lists are checked in pieces of this length: zod collects all that is wrong before it answers, which must not fill the memory. */
const piece = 10_000;

/** The first reason why `value` is not an interaction file of this version, or undefined when it is one. */
export function schemaProblem(value: unknown): SchemaProblem | undefined {
  const side = sideWithTooManyEntries(value);
  if (side !== undefined) return { path: `${side}.body`, expected: `expected at most ${maxEntries} entries` };
  const schema = zodSchema();
  const longest = longestList(value);
  for (let start = 0; start === 0 || start < longest; start += piece) {
    const result = schema.safeParse(longest > piece ? pieceOf(value, start) : value);
    const issue = result.success ? undefined : result.error.issues[0];
    if (issue !== undefined) return explain(issue, [], start);
  }
  return undefined;
}

let made: ReturnType<typeof interactionSchemaOf> | undefined;

/** By `require`, because a file is read synchronously, and `import()` is not. */
function zodSchema(): ReturnType<typeof interactionSchemaOf> {
  made ??= interactionSchemaOf(createRequire(import.meta.url)('zod') as typeof Zod);
  return made;
}

/** The file with `piece` entries of each list, from `start`. */
function pieceOf(value: unknown, start: number, depth = listDepth): unknown {
  if (Array.isArray(value)) return value.slice(start, start + piece);
  if (typeof value !== 'object' || value === null || depth === 0) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, pieceOf(field, start, depth - 1)]));
}

/** Of a union only the branch is of interest that came furthest: the form whose key is there. */
function explain(issue: Zod.core.$ZodIssue, prefix: readonly PropertyKey[], start: number): SchemaProblem {
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
