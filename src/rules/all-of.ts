/** Several checks as one: all must hold, the first that does not says why, and the first groups count. */

import type { Groups, Verdict } from './rule.ts';
import type { RuleSubject } from './rule-subject.ts';

export type Check = (subject: RuleSubject) => Verdict;

export function allOf(checks: readonly Check[], subject: RuleSubject): Verdict {
  let groups: Groups | undefined;
  for (const check of checks) {
    const verdict = check(subject);
    if (!verdict.holds) return verdict;
    groups ??= verdict.groups;
  }
  return { holds: true, groups };
}
