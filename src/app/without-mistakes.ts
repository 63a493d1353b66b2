/** A value without what a schema does not take of it, so that the rest can be looked at all the same. */

import type { z } from 'zod';
import { issueWords } from './issue-words.ts';

export type Path = readonly PropertyKey[];

/** A list that lost entries, and where those that are left stood. */
export interface ThinnedList {
  readonly path: Path;
  readonly indexes: readonly number[];
}

export interface Remainder<Value> {
  /** Undefined where nothing is left that the schema takes. */
  readonly value: Value | undefined;
  /** All that is wrong, each with its path in what was given. */
  readonly issues: readonly z.core.$ZodIssue[];
  /** What was taken away. */
  readonly removed: readonly Path[];
  /** Outer ones first. */
  readonly thinned: readonly ThinnedList[];
}

/** Each round may show mistakes that others hid. */
const mostRounds = 10;

export function withoutMistakes<Schema extends z.ZodType>(schema: Schema, given: unknown): Remainder<z.infer<Schema>> {
  const issues: z.core.$ZodIssue[] = [];
  const removed: Path[] = [];
  for (let round = 0; round < mostRounds; round += 1) {
    const { kept, thinned } = without(given, removed, []);
    const parsed = schema.safeParse(kept, { error: issueWords });
    if (parsed.success) return { value: parsed.data, issues, removed, thinned };
    const found = parsed.error.issues.map((issue) => ({ ...issue, path: [...placeOf(issue.path, thinned)] }));
    // A list that lost its entries is not wrong because it is empty.
    issues.push(...found.filter(({ path }) => !isNearOne(path, removed)));
    removed.push(...found.flatMap((issue) => placesOf(issue, given)));
    if (removed.some(({ length }) => length === 0)) break;
  }
  return { value: undefined, issues, removed, thinned: [] };
}

/** Whether a path is one of the others, or above or below one of them. */
export function isNearOne(path: Path, others: readonly Path[]): boolean {
  return others.some((other) =>
    path.length < other.length ? path.every((key, i) => key === other[i]) : other.every((key, i) => key === path[i]),
  );
}

/** A path in what is left as one in what was given. */
export function placeOf(path: Path, thinned: readonly ThinnedList[]): Path {
  return thinned.reduce<Path>((found, list) => {
    const at = list.path.length;
    const index = found[at];
    const moved = typeof index === 'number' ? list.indexes[index] : undefined;
    if (moved === undefined || list.path.some((key, i) => key !== found[i])) return found;
    return [...found.slice(0, at), moved, ...found.slice(at + 1)];
  }, path);
}

/** What is missing cannot be taken away: what misses it goes. */
function placesOf(issue: z.core.$ZodIssue, given: unknown): readonly Path[] {
  const { path } = issue;
  const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
  return paths.map((one) => (isThere(given, one) ? one : one.slice(0, -1)));
}

function without(value: unknown, removed: readonly Path[], path: Path): { kept: unknown; thinned: ThinnedList[] } {
  const below = removed.filter((one) => one.length > path.length && path.every((key, i) => one[i] === key));
  if (below.length === 0 || typeof value !== 'object' || value === null) return { kept: value, thinned: [] };
  const gone = new Set(below.filter(({ length }) => length === path.length + 1).map((one) => String(one.at(-1))));
  const entries = Object.entries(value)
    .filter(([key]) => !gone.has(key))
    .map(([key, inner]) => {
      const name = Array.isArray(value) ? Number(key) : key;
      return { name, ...without(inner, below, [...path, name]) };
    });
  const thinned = entries.flatMap((one) => one.thinned);
  if (!Array.isArray(value)) {
    return { kept: Object.fromEntries(entries.map(({ name, kept }) => [name, kept])), thinned };
  }
  const indexes = entries.map(({ name }) => Number(name));
  return {
    kept: entries.map(({ kept }) => kept),
    thinned: indexes.length === value.length ? thinned : [{ path, indexes }, ...thinned],
  };
}

function isThere(value: unknown, path: Path): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
  return isThere((value as Readonly<Record<PropertyKey, unknown>>)[key], rest);
}
