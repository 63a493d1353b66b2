/** Chooses the rule that answers a request: the highest priority first, then the order of the file. */

import { allOf } from './all-of.ts';
import type { Groups, Rule, RuleResponse } from './rule.ts';
import type { RuleSet } from './rule-set.ts';
import type { RuleSubject } from './rule-subject.ts';

/** How often each rule has answered a client's selection, by `Rule.id`. */
export type RuleUses = Pick<ReadonlyMap<string, number>, 'get'>;

export interface ChosenRule {
  readonly rule: Rule;
  /** From 0: which of its answers this is. */
  readonly nth: number;
  readonly response: RuleResponse;
  readonly groups: Groups | undefined;
}

export type RuleTrial =
  | ({ readonly kind: 'answers' } & ChosenRule)
  /** Each reason is a clause with the condition that it is about, where it is about one. */
  | { readonly kind: 'not'; readonly rule: Rule; readonly reasons: readonly string[] };

/** Undefined where no rule answers. Counts nothing: that is for who gives the answer. */
export function chooseRule(set: RuleSet, subject: RuleSubject, uses: RuleUses): ChosenRule | undefined {
  for (const { rule, checks } of set.inOrder) {
    const nth = uses.get(rule.id) ?? 0;
    const response = responseOf(rule, nth);
    if (isUsedUp(rule, nth) || !canAnswer(response, subject)) continue;
    const verdict = allOf(checks, subject);
    if (verdict.holds) return { rule, nth, response, groups: verdict.groups };
  }
  return undefined;
}

/** What becomes of every rule, in the order in which they are asked, with all reasons of those that do not answer. */
export function tryRules(set: RuleSet, subject: RuleSubject, uses: RuleUses): readonly RuleTrial[] {
  let winner: Rule | undefined;
  return set.inOrder.map(({ rule, checks }): RuleTrial => {
    const nth = uses.get(rule.id) ?? 0;
    const response = responseOf(rule, nth);
    const reasons: string[] = [];
    if (isUsedUp(rule, nth)) reasons.push(`it answers ${times(rule.times ?? 0)} and has done so`);
    if (!canAnswer(response, subject)) reasons.push('it answers in words, and the request asks no model for words');
    for (const { text, check } of rule.conditions) {
      const verdict = check(subject);
      if (!verdict.holds) reasons.push(`${text}: ${verdict.why()}`);
    }
    if (reasons.length > 0) return { kind: 'not', rule, reasons };
    if (winner !== undefined) return { kind: 'not', rule, reasons: ['it would answer, but is asked later'] };
    winner = rule;
    const verdict = allOf(checks, subject);
    return { kind: 'answers', rule, nth, response, groups: verdict.holds ? verdict.groups : undefined };
  });
}

function responseOf({ responses }: Rule, nth: number): RuleResponse {
  return responses[Math.min(nth, responses.length - 1)] ?? responses[0];
}

function isUsedUp({ times }: Rule, nth: number): boolean {
  return times !== undefined && nth >= times;
}

function canAnswer({ kind }: RuleResponse, { takesWords }: RuleSubject): boolean {
  return kind !== 'spoken' || takesWords;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
