/** The contract of a family of conditions: its keys in a file, and how a value becomes a condition. Members live in `conditions/`. */

import type { Condition } from './rule.ts';

export type ReadCondition =
  | { readonly kind: 'condition'; readonly condition: Condition }
  /** `path`: where in the value it is wrong. */
  | { readonly kind: 'problem'; readonly path: readonly PropertyKey[]; readonly what: string };

export interface ConditionFamily {
  /** The keys of `match` that it reads. */
  readonly keys: readonly string[];
  read(key: string, value: unknown): ReadCondition;
}

export function problem(what: string, path: readonly PropertyKey[] = []): ReadCondition {
  return { kind: 'problem', path, what };
}

/** The condition as the file has it, with a long value cut. */
export function conditionText(key: string, value: unknown): string {
  return `${key}: ${quoted(value)}`;
}

const mostQuoted = 80;

/** A value in one line, long ones cut. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(typeof value === 'string' ? value.slice(0, mostQuoted + 1) : value) ?? String(value);
  return text.length > mostQuoted + 2 ? `${text.slice(0, mostQuoted)}…` : text;
}
