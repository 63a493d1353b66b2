/** The second recipe, `canonical-2`: the request as its dialect understands it, under the user's rules. */

import { createHash } from 'node:crypto';
import { canonicalText } from '../../codec/canonical-json.ts';
import { type CanonicalBody, GeneratedId } from '../../core/canonical.ts';
import type { HeaderList } from '../../core/headers.ts';
import type { SimRequest } from '../../core/request.ts';
import { canonicalHeaders } from '../../dialects/list.ts';
import { KeyHash } from '../key-hash.ts';
import { type Canonicaliser, canonicaliser } from '../match/canonical-request.ts';
import { defaultRules, type MatchRules } from '../match/match-rules.ts';
import type { Recipe } from '../recipe.ts';

export const canonicalId = 'canonical-2';

/** Without rules of the user's own its id is `canonical-2`; with them, 8 hex digits that stand for the rules follow. */
export function canonical(rules: MatchRules): Recipe {
  const id = recipeId(rules);
  // Requests whose heads are one object differ in their bodies only: the rest of the key is computed once.
  const heads = new WeakMap<HeaderList, Head>();
  const headOf = (request: SimRequest): Head => {
    let head = heads.get(request.headers);
    if (head === undefined || head.target !== request.target || head.method !== request.method) {
      head = prepared(request, rules, id);
      heads.set(request.headers, head);
    }
    return head;
  };
  return {
    id,
    headers: canonicalHeaders,
    keyOf(request) {
      const { canonicalise, fields, ids: before } = headOf(request);
      const ids = new Numbers(before);
      const hash = new KeyHash(fields);
      addBody(hash, canonicalise.body(request.body), ids);
      return { recipe: id, sha256: hash.hex(), ids: ids.values };
    },
  };
}

/** What the keys of requests have in common that differ in their bodies only. */
interface Head {
  readonly method: string;
  readonly target: string;
  readonly canonicalise: Canonicaliser;
  /** The beginning of what is hashed. */
  readonly fields: string;
  /** The generated ids in it. */
  readonly ids: readonly string[];
}

function prepared(request: SimRequest, rules: MatchRules, id: string): Head {
  const canonicalise = canonicaliser(request, rules);
  const { method, path, query, headers } = canonicalise.head();
  const ids = new Numbers([]);
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
  return { method: request.method, target: request.target, canonicalise, fields: hash.text, ids: ids.values };
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

/** Numbers generated ids by first appearance, those of the head first. Most requests have none. */
class Numbers {
  #numbers: Map<string, number> | undefined;
  readonly #before: readonly string[];

  constructor(before: readonly string[]) {
    this.#before = before;
  }

  get values(): readonly string[] {
    return this.#numbers === undefined ? this.#before : [...this.#numbers.keys()];
  }

  nameOf({ value }: GeneratedId): string {
    this.#numbers ??= new Map(this.#before.map((id, i) => [id, i + 1]));
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
