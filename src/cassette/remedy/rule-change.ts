/** One change of the matching rules that may make a request match, and how the configuration file spells it. */

import { pointerOf, type Segments } from '../diff/place.ts';
import type { IgnoreRule, MatchRules } from '../match/match-rules.ts';
import type { Normaliser } from '../match/normaliser.ts';
import { builtInNormalisers } from '../match/normalisers/list.ts';

export type RuleChange =
  | { readonly kind: 'normalise'; readonly normaliser: Normaliser }
  | { readonly kind: 'pattern'; readonly pattern: string; readonly as: string; readonly normaliser: Normaliser }
  /** The configuration has turned them off. */
  | { readonly kind: 'generated-ids' }
  | { readonly kind: 'system' }
  | { readonly kind: 'tools'; readonly tools: 'names' | 'ignore' }
  | { readonly kind: 'ignore'; readonly rule: IgnoreRule };

/** What a change gives up: the fewer requests it makes equal, the better. Sums are compared, so each kind outweighs all below it. */
export function costOf(change: RuleChange): number {
  switch (change.kind) {
    case 'generated-ids':
    case 'normalise':
      return 1;
    case 'pattern':
      return 10;
    case 'system':
      return 100;
    case 'tools':
      return change.tools === 'names' ? 90 : 110;
    case 'ignore':
      return change.rule.kind === 'field' ? 1000 : 300;
  }
}

export function withChanges(rules: MatchRules, changes: readonly RuleChange[]): MatchRules {
  const normalise = new Set(rules.normalise);
  let { system, tools, generatedIds } = rules;
  const ignore = [...rules.ignore];
  for (const change of changes) {
    if (change.kind === 'normalise' || change.kind === 'pattern') normalise.add(change.normaliser);
    else if (change.kind === 'generated-ids') generatedIds = true;
    else if (change.kind === 'system') system = 'ignore';
    else if (change.kind === 'tools') tools = change.tools;
    else ignore.push(change.rule);
  }
  // In the order in which the configuration applies them.
  const ordered = [
    ...builtInNormalisers.filter((one) => normalise.has(one)),
    ...[...normalise].filter((one) => !builtInNormalisers.includes(one)),
  ];
  return { ignore, system, tools, normalise: ordered, generatedIds };
}

/** The lines to put into llmsim.yaml. */
export function yamlOf(changes: readonly RuleChange[]): readonly string[] {
  const lines = ['match:'];
  const ignored = changes.flatMap((change) =>
    change.kind === 'ignore' ? [JSON.stringify(ignoreText(change.rule))] : [],
  );
  if (ignored.length > 0) lines.push(`  ignore: [${ignored.join(', ')}]`);
  const segments = changes.flatMap((change) =>
    change.kind === 'system' ? ['system: ignore'] : change.kind === 'tools' ? [`tools: ${change.tools}`] : [],
  );
  if (segments.length > 0) lines.push(`  segments: { ${segments.join(', ')} }`);
  const normalise = changes.flatMap((change) => normaliseText(change));
  if (normalise.length > 0) lines.push(`  normalise: [${normalise.join(', ')}]`);
  return lines;
}

function normaliseText(change: RuleChange): readonly string[] {
  if (change.kind === 'normalise') return [change.normaliser.name];
  if (change.kind === 'generated-ids') return ['generated-ids'];
  if (change.kind !== 'pattern') return [];
  return [`{ pattern: ${JSON.stringify(change.pattern)}, as: ${JSON.stringify(change.as)} }`];
}

function ignoreText(rule: IgnoreRule): string {
  return rule.kind === 'field' ? pointerOf(rule.segments) : `${rule.kind}:${rule.name}`;
}

/** A rule that ignores the field at `segments`. */
export function ignoreField(segments: Segments): RuleChange {
  return { kind: 'ignore', rule: { kind: 'field', segments: segments.map(String) } };
}
