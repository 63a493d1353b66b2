/** Reads the `match` of a rule: conditions by their keys, joined by `all`, `any` and `not`. */

import { allOf } from './all-of.ts';
import { type ConditionFamily, conditionText } from './condition-family.ts';
import { conditionFamilies } from './conditions/list.ts';
import type { Condition, Verdict } from './rule.ts';
import type { RuleSubject } from './rule-subject.ts';

export interface MatchProblem {
  /** Where in `match` it stands. */
  readonly path: readonly PropertyKey[];
  readonly what: string;
}

export interface ReadMatch {
  /** In the order of the file. */
  readonly conditions: readonly Condition[];
  readonly problems: readonly MatchProblem[];
}

const familyByKey: ReadonlyMap<string, ConditionFamily> = new Map(
  conditionFamilies.flatMap((family) => family.keys.map((key) => [key, family] as const)),
);

/** All keys that `match` may have. */
export const matchKeys: readonly string[] = [...familyByKey.keys(), 'all', 'any', 'not'];

const deepest = 20;

/** All problems at once. */
export function readMatch(match: unknown): ReadMatch {
  const problems: MatchProblem[] = [];
  return { conditions: conditionsIn(match, [], problems), problems };
}

function conditionsIn(match: unknown, path: readonly PropertyKey[], problems: MatchProblem[]): readonly Condition[] {
  if (typeof match !== 'object' || match === null || Array.isArray(match)) {
    problems.push({ path, what: 'is no mapping of conditions, such as { last_contains: weather }' });
    return [];
  }
  if (path.length > deepest) {
    problems.push({ path, what: 'is nested too deep' });
    return [];
  }
  return Object.entries(match).flatMap(([key, value]) => conditionOf(key, value, [...path, key], problems) ?? []);
}

function conditionOf(
  key: string,
  value: unknown,
  path: readonly PropertyKey[],
  problems: MatchProblem[],
): Condition | undefined {
  const text = conditionText(key, value);
  if (key === 'not') {
    const conditions = conditionsIn(value, path, problems);
    return { text, check: (subject) => denied(conditions, subject) };
  }
  if (key === 'all' || key === 'any') {
    if (!Array.isArray(value) || value.length === 0) {
      problems.push({ path, what: `is no list of conditions, such as ${key}: [{ model: gpt-4* }, { turn: 1 }]` });
      return undefined;
    }
    const groups = value.map((one: unknown, i) => conditionsIn(one, [...path, i], problems));
    return {
      text,
      check: key === 'all' ? (subject) => checked(groups.flat(), subject) : (subject) => anyOf(groups, subject),
    };
  }
  const family = familyByKey.get(key);
  if (family === undefined) {
    problems.push({ path, what: `"${key}" is no condition; there are ${matchKeys.join(', ')}` });
    return undefined;
  }
  const read = family.read(key, value);
  if (read.kind === 'condition') return read.condition;
  problems.push({ path: [...path, ...read.path], what: read.what });
  return undefined;
}

function checked(conditions: readonly Condition[], subject: RuleSubject): Verdict {
  return allOf(
    conditions.map(({ check }) => check),
    subject,
  );
}

function anyOf(groups: readonly (readonly Condition[])[], subject: RuleSubject): Verdict {
  const reasons: (() => string)[] = [];
  for (const conditions of groups) {
    const verdict = checked(conditions, subject);
    if (verdict.holds) return verdict;
    reasons.push(verdict.why);
  }
  return { holds: false, why: () => [...new Set(reasons.map((why) => why()))].join(', and ') };
}

/** What is denied gives no groups. */
function denied(conditions: readonly Condition[], subject: RuleSubject): Verdict {
  if (!checked(conditions, subject).holds) return { holds: true, groups: undefined };
  return { holds: false, why: () => 'all that it denies is so' };
}
