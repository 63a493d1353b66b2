/** The first recipe, `exact-1`: every field of the request counts, whatever the provider makes of it. */

import { canonicalJson } from '../../codec/canonical-json.ts';
import { boundaryOf, parseMultipart } from '../../codec/multipart.ts';
import { headerOf, mediaType } from '../../core/headers.ts';
import { pathOf, queryOf, type SimRequest } from '../../core/request.ts';
import { KeyHash } from '../key-hash.ts';
import { canonicalQuery } from '../match/canonical-query.ts';
import { jsonTextOf } from '../match/request-body.ts';
import { bytesByKind, secretsByKind } from '../match/secrets-by-kind.ts';
import type { Recipe } from '../recipe.ts';

/**
 * Method, path verbatim, query sorted by name without credentials, and the body. JSON counts by meaning (key order and
 * spacing do not matter), multipart without its boundary, anything else by its bytes. Cassettes of version 0.1 have such keys.
 */
export const exact: Recipe = {
  id: 'exact-1',
  headers: [],
  keyOf(request) {
    const hash = new KeyHash();
    hash.field(exact.id);
    hash.field(request.method.toUpperCase());
    hash.field(secretsByKind(pathOf(request.target)));
    const query = canonicalQuery(queryOf(request.target));
    hash.count(query.length);
    for (const [name, value] of query) {
      hash.field(name);
      hash.field(secretsByKind(value));
    }
    body(hash, request);
    return { recipe: exact.id, sha256: hash.hex(), ids: [] };
  },
};

function body(hash: KeyHash, request: SimRequest): void {
  if (request.body.byteLength === 0) return hash.field('empty');
  const contentType = headerOf(request.headers, 'content-type');
  if (contentType !== undefined && mediaType(contentType).startsWith('multipart/')) {
    if (multipart(hash, contentType, request.body)) return;
  }
  const text = jsonTextOf(contentType, request.body);
  const canonical = text === undefined ? undefined : canonicalJson(text);
  if (canonical !== undefined) {
    hash.field('json');
    hash.field(secretsByKind(canonical));
  } else {
    hash.field('bytes');
    hash.field(bytesByKind(request.body));
  }
}

function multipart(hash: KeyHash, contentType: string, bytes: Uint8Array): boolean {
  const boundary = boundaryOf(contentType);
  const parsed = boundary === undefined ? undefined : parseMultipart(bytes, boundary);
  if (parsed === undefined) return false;
  hash.field('multipart');
  hash.count(parsed.parts.length);
  for (const part of parsed.parts) {
    const headers = part.headers
      .map(([name, value]) => `${name.toLowerCase()}:${value.trim()}`)
      .filter((line) => !line.startsWith('content-length:'))
      .sort();
    hash.count(headers.length);
    for (const line of headers) hash.field(line);
    hash.field(bytesByKind(part.body));
  }
  return true;
}
