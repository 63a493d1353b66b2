/** The first level of lookup: a bounded memo from the raw request to its key, so that a repeated body is compared but not parsed. */

import type { SimRequest } from '../core/request.ts';
import { secretRequestHeaders } from '../redaction/client-credentials.ts';
import { createRedactor, type HeadRedaction, type Redactor } from '../redaction/redactor.ts';
import { BodyMemo } from './body-memo.ts';
import type { MatchKey, Recipe } from './recipe.ts';
import { currentRecipe } from './recipes/list.ts';

export type KeyOf = (request: SimRequest) => MatchKey;

/** Requests with the same head differ in their bodies only. */
interface Head {
  /** Stands for the head in the memo. */
  readonly id: number;
  /** Undefined until a body comes that is not known. */
  redacted: HeadRedaction | undefined;
}

/** Heads that are remembered; an SDK sends the same one again and again. */
const mostHeads = 1024;

/** Bytes of bodies in a generation of the memo. */
const mostBytes = 32 * 1024 * 1024;

/** A recipe's keys behind a memo of at most `2 × generation` entries. */
export function memoisedKeys(
  generation = 16_384,
  redactor: Redactor = createRedactor(),
  recipe: Recipe = currentRecipe(),
): KeyOf {
  // A body may hold the client's own credential, and then its redaction depends on it.
  const names = new CountingNames([...secretRequestHeaders, 'content-type', ...recipe.headers]);
  const heads = new Map<string, Head>();
  let headCount = 0;
  const memo = new BodyMemo<MatchKey>({ entries: generation, bytes: mostBytes });

  const headOf = (request: SimRequest): Head => {
    const identity = headIdentity(request, names);
    let head = heads.get(identity);
    if (head === undefined) {
      headCount += 1;
      head = { id: headCount, redacted: undefined };
      if (heads.size >= mostHeads) heads.clear();
      heads.set(identity, head);
    }
    return head;
  };

  const compute = (request: SimRequest, head: Head): MatchKey => {
    head.redacted ??= redactor.withHead({
      method: request.method,
      target: request.target,
      headers: request.headers.filter(([name]) => names.lower(name) !== ''),
    });
    return recipe.keyOf(head.redacted(request.body) ?? redactor.begin(request).request);
  };

  // Several stages ask for the key of one request, one after the other.
  let last: SimRequest | undefined;
  let lastKey: MatchKey | undefined;

  return (request) => {
    if (request === last && lastKey !== undefined) return lastKey;
    const head = headOf(request);
    const { body } = request;
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    lastKey = memo.get(bytes, head.id, () => compute(request, head));
    last = request;
    return lastKey;
  };
}

/** Names of headers that count, however they are spelled: few spellings of them ever come. */
class CountingNames {
  readonly #names: ReadonlySet<string>;
  readonly #spelled = new Map<string, string>();

  constructor(names: readonly string[]) {
    this.#names = new Set(names);
  }

  /** In lower case; empty for one that does not count. */
  lower(name: string): string {
    let lower = this.#spelled.get(name);
    if (lower === undefined) {
      lower = name.toLowerCase();
      if (!this.#names.has(lower)) lower = '';
      if (this.#spelled.size >= mostHeads) this.#spelled.clear();
      this.#spelled.set(name, lower);
    }
    return lower;
  }
}

/** All that the key depends on but the body, in a form that needs no parsing. */
function headIdentity(request: SimRequest, names: CountingNames): string {
  let identity = `${request.method} ${request.target}`;
  for (const [name, value] of request.headers) {
    const lower = names.lower(name);
    if (lower !== '') identity += `\n${lower}:${value}`;
  }
  return identity;
}

/** Keys by recipe, each recipe behind a memo of its own. */
export function keysByRecipe(redactor: Redactor): (recipe: Recipe) => KeyOf {
  const memos = new Map<string, KeyOf>();
  return (recipe) => {
    let keyOf = memos.get(recipe.id);
    if (keyOf === undefined) {
      keyOf = memoisedKeys(undefined, redactor, recipe);
      memos.set(recipe.id, keyOf);
    }
    return keyOf;
  };
}
