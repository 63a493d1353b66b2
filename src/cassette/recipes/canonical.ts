/** The second recipe, `canonical-2`: the request as its dialect understands it, under the user's rules. */

import { createHash } from 'node:crypto';
import { canonicalText } from '../../codec/canonical-json.ts';
import { type CanonicalBody, GeneratedId } from '../../core/canonical.ts';
import { canonicalHeaders } from '../../dialects/list.ts';
import { KeyHash } from '../key-hash.ts';
import { canonicaliser } from '../match/canonical-request.ts';
import { defaultRules, type MatchRules } from '../match/match-rules.ts';
import type { Recipe } from '../recipe.ts';

export const canonicalId = 'canonical-2';

/** Without rules of the user's own its id is `canonical-2`; with them, 8 hex digits that stand for the rules follow. */
export function canonical(rules: MatchRules): Recipe {
  const id = recipeId(rules);
  const canonicalise = canonicaliser(rules);
  return {
    id,
    headers: canonicalHeaders,
    keyOf(request) {
      const { method, path, query, headers, body } = canonicalise(request);
      const ids = new Numbers();
      const hash = new KeyHash();
      hash.field(id);
      hash.field(method);
      hash.field(path.map((piece) => ids.spelled(piece)).join(''));
      hash.count(query.length);
      for (const [name, value] of query) {
        hash.field(name);
        hash.field(ids.spelled(value));
      }
      hash.count(headers.length);
      for (const [name, value] of headers) {
        hash.field(name);
        hash.field(value);
      }
      addBody(hash, body, ids);
      return { recipe: id, sha256: hash.hex(), ids: ids.values };
    },
  };
}

function addBody(hash: KeyHash, body: CanonicalBody, ids: Numbers): void {
  hash.field(body.kind);
  switch (body.kind) {
    case 'empty':
      return;
    case 'json':
      return hash.field(canonicalText(body.value, (id) => ids.nameOf(id)));
    case 'bytes':
      return hash.field(body.bytes);
    case 'multipart':
      hash.count(body.parts.length);
      for (const { name, filename, contentType, body: bytes } of body.parts) {
        hash.field(name);
        hash.field(filename === undefined ? 'field' : `file:${filename}`);
        hash.field(contentType ?? '');
        hash.field(bytes);
      }
  }
}

/** Numbers generated ids by first appearance. */
class Numbers {
  readonly #numbers = new Map<string, number>();

  get values(): readonly string[] {
    return [...this.#numbers.keys()];
  }

  nameOf({ value }: GeneratedId): string {
    let number = this.#numbers.get(value);
    if (number === undefined) {
      number = this.#numbers.size + 1;
      this.#numbers.set(value, number);
    }
    return `@${number}`;
  }

  spelled(value: string | GeneratedId): string {
    return value instanceof GeneratedId ? this.nameOf(value) : value;
  }
}

function recipeId(rules: MatchRules): string {
  const spelled = spelling(rules);
  if (spelled === spelling(defaultRules)) return canonicalId;
  return `${canonicalId}/${createHash('sha256').update(spelled).digest('hex').slice(0, 8)}`;
}

/** Equal for rules that mean the same; the order of ignored parts does not matter, that of normalisers does. */
function spelling({ ignore, system, tools, normalise, generatedIds }: MatchRules): string {
  const ignored = new Set(ignore.map((rule) => JSON.stringify(rule.kind === 'field' ? rule.segments : [rule])));
  return JSON.stringify([[...ignored].sort(), system, tools, normalise.map(({ name }) => name), generatedIds]);
}
