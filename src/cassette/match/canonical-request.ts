/** The canonical request under a user's rules: what the key is made of, and what a miss is compared by. */

import { parseExactJson } from '../../codec/exact-json.ts';
import { decodeUtf8 } from '../../codec/utf8.ts';
import {
  type CanonicalBody,
  type CanonicalObject,
  type CanonicalRequest,
  type CanonicalRules,
  type CanonicalValue,
  GeneratedId,
  isCanonicalObject,
} from '../../core/canonical.ts';
import { type HeaderList, headerOf } from '../../core/headers.ts';
import { pathOf, queryOf, type SimRequest } from '../../core/request.ts';
import { dialectOf } from '../../dialects/list.ts';
import { takeJson } from '../../redaction/kept-json.ts';
import { canonicalParts } from './canonical-parts.ts';
import { canonicalPath } from './canonical-path.ts';
import { canonicalQuery } from './canonical-query.ts';
import { isGeneratedId } from './generated-ids.ts';
import { type PointerTree, pointerTree, without } from './ignored-fields.ts';
import { type LeafMapping, mapLeaves } from './map-leaves.ts';
import type { MatchRules } from './match-rules.ts';
import { jsonTextOf } from './request-body.ts';
import { bytesByKind, secretsByKind } from './secrets-by-kind.ts';

/** A request without its body. */
export type RequestHead = Omit<SimRequest, 'body'>;
export type CanonicalHead = Omit<CanonicalRequest, 'body'>;

/** Makes canonical requests of all that have one head. */
export interface Canonicaliser {
  head(): CanonicalHead;
  body(bytes: Uint8Array): CanonicalBody;
}

/** `request` is redacted. Applies the dialect's rules, then the user's: segments, ignored parts, normalisers, generated ids. */
export function canonicalRequest(request: SimRequest, rules: MatchRules): CanonicalRequest {
  const canonicalise = canonicaliser(request, rules);
  return { ...canonicalise.head(), body: canonicalise.body(request.body) };
}

/** The same for many requests: what can be prepared from rules and head is prepared once. */
export function canonicaliser(head: RequestHead, rules: MatchRules): Canonicaliser {
  return new Making(head, rules, preparedFor(rules));
}

interface Prepared {
  readonly fields: PointerTree | undefined;
  readonly headers: ReadonlySet<string>;
  readonly query: ReadonlySet<string>;
}

const prepared = new WeakMap<MatchRules, Prepared>();

function preparedFor(rules: MatchRules): Prepared {
  let known = prepared.get(rules);
  if (known === undefined) {
    const fields = rules.ignore.flatMap((rule) => (rule.kind === 'field' ? [rule.segments] : []));
    const names = (kind: 'header' | 'query'): ReadonlySet<string> =>
      new Set(rules.ignore.flatMap((rule) => (rule.kind === kind ? [rule.name] : [])));
    known = {
      fields: fields.length === 0 ? undefined : pointerTree(fields),
      headers: names('header'),
      query: names('query'),
    };
    prepared.set(rules, known);
  }
  return known;
}

/** Canonical requests in the making. */
class Making implements Canonicaliser, LeafMapping {
  readonly #request: RequestHead;
  readonly #rules: MatchRules;
  readonly #prepared: Prepared;
  readonly #dialect: CanonicalRules;

  constructor(request: RequestHead, rules: MatchRules, prepared: Prepared) {
    this.#request = request;
    this.#rules = rules;
    this.#prepared = prepared;
    this.#dialect = dialectOf(request).dialect.canonical;
  }

  head(): CanonicalHead {
    const { method, target, headers } = this.#request;
    return {
      method: method.toUpperCase(),
      path: canonicalPath(this.#spelled(pathOf(target)), this.#rules.generatedIds),
      query: this.#query(queryOf(target)),
      headers: this.#headers(headers),
    };
  }

  #query(query: string | undefined): CanonicalRequest['query'] {
    if (query === undefined || query === '') return [];
    return canonicalQuery(query)
      .filter(([name]) => !this.#dialect.ignoredFields.has(name) && !this.#prepared.query.has(name.toLowerCase()))
      .map(([name, value]) => [name, this.#idOr(this.#spelled(value))] as const);
  }

  #headers(headers: HeaderList): CanonicalRequest['headers'] {
    const { headers: counting } = this.#dialect;
    if (counting.length === 0) return [];
    const values = new Map<string, string[]>();
    for (const [name, value] of headers) {
      const lower = name.toLowerCase();
      if (!counting.includes(lower) || this.#prepared.headers.has(lower)) continue;
      const items = value.split(',').map((item) => this.#spelled(item.trim()));
      values.set(lower, [...(values.get(lower) ?? []), ...items]);
    }
    return [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, items]) => [name, items.sort().join(',')]);
  }

  body(body: Uint8Array): CanonicalBody {
    if (body.byteLength === 0) return { kind: 'empty' };
    const known = takeJson(body);
    if (known !== undefined) return { kind: 'json', value: this.#json(known) };
    const contentType = headerOf(this.#request.headers, 'content-type');
    if (contentType !== undefined && /^\s*multipart\//i.test(contentType)) {
      const parts = canonicalParts(contentType, body, this.#dialect.ignoredFields, (text) => this.#spelled(text));
      if (parts !== undefined) return { kind: 'multipart', parts };
    }
    const text = jsonTextOf(contentType, body);
    const value = text === undefined ? undefined : parseExactJson(text);
    if (value !== undefined) return { kind: 'json', value: this.#json(value) };
    return { kind: 'bytes', bytes: this.#bytes(body) };
  }

  #json(value: CanonicalValue): CanonicalValue {
    let counting = isCanonicalObject(value) ? this.#segments(this.#dialect.body(value, this.#request.target)) : value;
    if (this.#prepared.fields !== undefined) counting = without(counting, this.#prepared.fields);
    return mapLeaves(counting, this);
  }

  #segments(body: CanonicalObject): CanonicalObject {
    const { system, tools } = this.#rules;
    const rest = system === 'ignore' ? this.#dialect.withoutSystem(body) : body;
    if (tools === 'exact') return rest;
    return tools === 'names' ? this.#dialect.withToolNames(rest) : this.#dialect.withoutTools(rest);
  }

  text(value: string): CanonicalValue {
    return this.#idOr(this.#spelled(value));
  }

  number(value: number): CanonicalValue {
    for (const { replaceNumber } of this.#rules.normalise) {
      const replaced = replaceNumber?.(value);
      if (replaced !== undefined) return replaced;
    }
    return value;
  }

  id(value: GeneratedId): CanonicalValue {
    return this.#rules.generatedIds ? value : this.#spelled(value.value);
  }

  #bytes(bytes: Uint8Array): Uint8Array {
    if (this.#rules.normalise.length === 0) return bytesByKind(bytes);
    const text = decodeUtf8(bytes);
    return text === undefined ? bytesByKind(bytes) : Buffer.from(this.#spelled(text));
  }

  #spelled(text: string): string {
    let spelled = secretsByKind(text);
    for (const normaliser of this.#rules.normalise) spelled = normaliser.replace(spelled);
    return spelled;
  }

  #idOr(text: string): string | GeneratedId {
    return this.#rules.generatedIds && isGeneratedId(text) ? new GeneratedId(text) : text;
  }
}
