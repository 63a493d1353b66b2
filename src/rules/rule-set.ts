/** Rules in the order in which they are asked. */

import type { Check } from './all-of.ts';
import type { Rule } from './rule.ts';

export interface RuleSet {
  readonly inOrder: readonly { readonly rule: Rule; readonly checks: readonly Check[] }[];
}

/** The highest priority first; among equals the order given, the first list's before the second's. */
export function ruleSet(...lists: readonly (readonly Rule[])[]): RuleSet {
  const rules = lists.flat().sort((one, other) => other.priority - one.priority);
  return { inOrder: rules.map((rule) => ({ rule, checks: rule.conditions.map(({ check }) => check) })) };
}
