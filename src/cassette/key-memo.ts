/** The first level of lookup: a bounded memo from the raw request to its key, so that a repeated body is hashed but not parsed. */

import * as crypto from 'node:crypto';
import type { SimRequest } from '../core/request.ts';
import { createRedactor, type Redactor } from '../redaction/redactor.ts';
import type { MatchKey, Recipe } from './recipe.ts';
import { currentRecipe } from './recipes/list.ts';

export type KeyOf = (request: SimRequest) => MatchKey;

/**
 * A recipe's keys behind a memo of at most `2 × generation` entries. Two generations instead of an LRU list: the old one is
 * dropped whole when the young one is full, and a hit in the old one moves the entry over.
 */
export function memoisedKeys(
  generation = 16_384,
  redactor: Redactor = createRedactor(),
  recipe: Recipe = currentRecipe(),
): KeyOf {
  // A body may hold the client's own credential, and then its redaction depends on it.
  const names = new Set([...credentialHeaders, 'content-type', ...recipe.headers]);
  let young = new Map<string, MatchKey>();
  let old = new Map<string, MatchKey>();
  return (request) => {
    const raw = rawIdentity(request, names);
    let key = young.get(raw);
    if (key !== undefined) return key;
    key = old.get(raw) ?? recipe.keyOf(redactor.begin(request).request);
    if (young.size >= generation) {
      old = young;
      young = new Map();
    }
    young.set(raw, key);
    return key;
  };
}

const credentialHeaders = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key', 'cookie'] as const;

/** All that the key depends on, in a form that needs no parsing. */
function rawIdentity(request: SimRequest, names: ReadonlySet<string>): string {
  let identity = `${request.method} ${request.target}`;
  for (const [name, value] of request.headers) {
    const lower = name.toLowerCase();
    if (names.has(lower)) identity += `\n${lower}:${value}`;
  }
  return request.body.byteLength === 0 ? identity : `${identity}\n\n${crypto.hash('sha256', request.body, 'base64')}`;
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
