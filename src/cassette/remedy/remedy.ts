/** Finds the smallest change of the matching rules under which a request would have matched a recording, and proves it. */

import { setImmediate as turn } from 'node:timers/promises';
import { canonicalText } from '../../codec/canonical-json.ts';
import type { CanonicalRequest } from '../../core/canonical.ts';
import type { SimRequest } from '../../core/request.ts';
import { dialectOf } from '../../dialects/list.ts';
import type { Redacted } from '../../redaction/redacted.ts';
import { diffRequests } from '../diff/diff-requests.ts';
import type { Differences } from '../diff/difference.ts';
import { canonicalRequest } from '../match/canonical-request.ts';
import type { MatchRules } from '../match/match-rules.ts';
import { builtInNormalisers } from '../match/normalisers/list.ts';
import { secretsByKind } from '../match/secrets-by-kind.ts';
import { currentRecipe } from '../recipes/list.ts';
import { ignoring } from './ignorable.ts';
import { numberPatterns } from './number-patterns.ts';
import { costOf, type RuleChange, withChanges } from './rule-change.ts';

/**
 * The changes of `rules` that make `request` match `recorded`: none of them can be left out, and none ignores what is asked (the prompt
 * and the model). Undefined where there are no such changes. Both requests are redacted; they differ under `rules`.
 */
export async function findRemedy(
  recorded: Redacted<SimRequest>,
  request: Redacted<SimRequest>,
  rules: MatchRules,
): Promise<readonly RuleChange[] | undefined> {
  const search = new Search(recorded, request, rules);
  let best: { readonly changes: readonly RuleChange[]; readonly cost: number } | undefined;
  for (const start of await search.starts()) {
    const changes = await search.smallest(start);
    if (changes === undefined) continue;
    const cost = changes.reduce((sum, change) => sum + costOf(change), 0);
    if (best === undefined || cost < best.cost) best = { changes, cost };
  }
  return best?.changes;
}

class Search {
  readonly #recorded: Redacted<SimRequest>;
  readonly #request: Redacted<SimRequest>;
  readonly #rules: MatchRules;

  constructor(recorded: Redacted<SimRequest>, request: Redacted<SimRequest>, rules: MatchRules) {
    this.#recorded = recorded;
    this.#request = request;
    this.#rules = rules;
  }

  /** Sets of changes that may do, each with more than it needs. What is ignored depends on what the other changes leave. */
  async starts(): Promise<readonly (readonly RuleChange[])[]> {
    const spelled = await this.#spelled();
    const segments = await this.#segments(spelled);
    const starts: (readonly RuleChange[])[] = [];
    for (const chosen of segments) {
      await turn();
      const changes = [...spelled, ...chosen];
      const [from, to] = this.#canonical(changes);
      const left = diffRequests(from, to);
      const ignored = left.more > 0 ? undefined : ignoring(left.list, from, to);
      if (ignored !== undefined) starts.push([...changes, ...ignored]);
    }
    return starts;
  }

  /** Leaves out what is not needed, the most costly first; undefined where even all of it does not do. */
  async smallest(changes: readonly RuleChange[]): Promise<readonly RuleChange[] | undefined> {
    if (!this.#matches(changes)) return undefined;
    let needed = changes;
    for (const change of [...changes].sort((a, b) => costOf(b) - costOf(a))) {
      await turn();
      const without = needed.filter((other) => other !== change);
      if (this.#matches(without)) needed = without;
    }
    return needed.length > 0 && this.#stillAsks(needed) ? needed : undefined;
  }

  /** All that gives texts and ids one spelling. */
  async #spelled(): Promise<readonly RuleChange[]> {
    const { normalise, generatedIds } = this.#rules;
    const builtIn = builtInNormalisers
      .filter((one) => !normalise.includes(one))
      .map((normaliser): RuleChange => ({ kind: 'normalise', normaliser }));
    const known: readonly RuleChange[] = generatedIds ? builtIn : [...builtIn, { kind: 'generated-ids' }];
    const patterns = numberPatterns(this.#left(known).list);
    if (patterns.length === 0) return known;
    // The engine for patterns costs more to load than all the rest.
    const { compileNormaliser } = await import('../match/user-normaliser.ts');
    const compiled = patterns.flatMap(({ pattern, as }): RuleChange[] => {
      const result = compileNormaliser(pattern, as);
      return result.kind === 'normaliser' ? [{ kind: 'pattern', pattern, as, normaliser: result.normaliser }] : [];
    });
    return [...known, ...compiled];
  }

  /** The choices of segments that make a difference, none of them first. */
  async #segments(spelled: readonly RuleChange[]): Promise<readonly (readonly RuleChange[])[]> {
    const { system, tools } = this.#rules;
    const before = countOf(this.#left(spelled));
    if (before === 0) return [[]];
    const helps = async (change: RuleChange): Promise<boolean> => {
      await turn();
      return countOf(this.#left([...spelled, change])) < before;
    };
    const choices: RuleChange[][] = [[]];
    if (system === 'exact' && (await helps({ kind: 'system' }))) choices.push([{ kind: 'system' }]);
    for (const kind of ['names', 'ignore'] as const) {
      const change = { kind: 'tools', tools: kind } as const;
      if (tools === kind || tools === 'ignore' || !(await helps(change))) continue;
      choices.push(
        ...choices.filter((others) => others.every((one) => one.kind !== 'tools')).map((others) => [...others, change]),
      );
    }
    return choices;
  }

  #left(changes: readonly RuleChange[]): Differences {
    const [from, to] = this.#canonical(changes);
    return diffRequests(from, to);
  }

  #canonical(changes: readonly RuleChange[]): readonly [CanonicalRequest, CanonicalRequest] {
    const rules = withChanges(this.#rules, changes);
    return [canonicalRequest(this.#recorded, rules), canonicalRequest(this.#request, rules)];
  }

  /** By the key itself. */
  #matches(changes: readonly RuleChange[]): boolean {
    const recipe = currentRecipe(withChanges(this.#rules, changes));
    return recipe.keyOf(this.#recorded).sha256 === recipe.keyOf(this.#request).sha256;
  }

  /** A rule that ignores the question would give every question the same answer. */
  #stillAsks(changes: readonly RuleChange[]): boolean {
    const rules = withChanges(this.#rules, changes);
    return [this.#recorded, this.#request].every((one) => {
      const { body } = canonicalRequest(one, rules);
      if (body.kind !== 'json') return true;
      const text = canonicalText(body.value);
      const full = canonicalText(
        jsonOf(canonicalRequest(one, { ...rules, ignore: [], system: 'exact', tools: 'exact' })),
      );
      const { model, prompt } = dialectOf(one).dialect.describe(one);
      return [model, prompt].every((asked) => {
        if (asked === undefined || asked === '') return true;
        const spelled = rules.normalise.reduce(
          (value, { replace }) => replace(value),
          secretsByKind(longestLine(asked)),
        );
        const quoted = JSON.stringify(spelled).slice(1, -1);
        return !full.includes(quoted) || text.includes(quoted);
      });
    });
  }
}

/** A prompt may be put together of several texts. */
function longestLine(text: string): string {
  return text.split('\n').reduce((longest, line) => (line.length > longest.length ? line : longest), '');
}

function jsonOf({ body }: CanonicalRequest) {
  return body.kind === 'json' ? body.value : null;
}

function countOf({ list, more }: Differences): number {
  return list.length + more;
}
