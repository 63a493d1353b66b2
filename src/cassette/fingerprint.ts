/** The match key: sha256 over length-prefixed fields of the redacted, normalised request; one function for both sides. */

import { createHash, type Hash } from 'node:crypto';
import { canonicalJson } from '../codec/canonical-json.ts';
import { boundaryOf, parseMultipart } from '../codec/multipart.ts';
import { decodeUtf8 } from '../codec/utf8.ts';
import { headerOf, mediaType } from '../core/headers.ts';
import type { InteractionKey, RecipeId } from '../core/interaction.ts';
import { pathOf, queryOf, type SimRequest } from '../core/request.ts';
import { credentialParameter } from '../redaction/redact-query.ts';
import type { Redacted } from '../redaction/redacted.ts';

/**
 * The recipe `exact-1`: method, path verbatim, query sorted by name without credentials, and the body. JSON counts by
 * meaning (key order and spacing do not matter), multipart without its boundary, anything else by its bytes.
 */
export const recipe: RecipeId = 'exact-1';

export function requestKey(request: Redacted<SimRequest>): InteractionKey {
  const hash = createHash('sha256');
  field(hash, recipe);
  field(hash, request.method.toUpperCase());
  field(hash, byKindOnly(pathOf(request.target)));
  const query = normalQuery(queryOf(request.target));
  count(hash, query.length);
  for (const [name, value] of query) {
    field(hash, name);
    field(hash, byKindOnly(value));
  }
  body(hash, request);
  return { recipe, sha256: hash.digest('hex') };
}

function field(hash: Hash, value: string | Uint8Array): void {
  count(hash, typeof value === 'string' ? Buffer.byteLength(value) : value.byteLength);
  hash.update(value);
}

function count(hash: Hash, length: number): void {
  hash.update(`${length}:`);
}

/** Decoded pairs, ordered by name; the order of a repeated name is kept, because it may mean something. */
function normalQuery(query: string | undefined): (readonly [string, string])[] {
  if (query === undefined || query === '') return [];
  const pairs: (readonly [string, string])[] = [];
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const rawName = equals < 0 ? pair : pair.slice(0, equals);
    if (credentialParameter(rawName) !== undefined) continue;
    pairs.push([decodeParameter(rawName), equals < 0 ? '' : decodeParameter(pair.slice(equals + 1))]);
  }
  return pairs.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
}

function decodeParameter(raw: string): string {
  if (!raw.includes('%') && !raw.includes('+')) return raw;
  try {
    return decodeURIComponent(raw.replaceAll('+', ' '));
  } catch {
    return raw;
  }
}

function body(hash: Hash, request: SimRequest): void {
  if (request.body.byteLength === 0) return field(hash, 'empty');
  const contentType = headerOf(request.headers, 'content-type');
  const media = mediaType(contentType);
  if (media.startsWith('multipart/') && contentType !== undefined && multipart(hash, contentType, request.body)) return;
  const canonical = looksLikeJson(media, request.body) ? canonicalText(request.body) : undefined;
  if (canonical !== undefined) {
    field(hash, 'json');
    field(hash, byKindOnly(canonical));
  } else {
    field(hash, 'bytes');
    field(hash, bytesByKindOnly(request.body));
  }
}

/**
 * Secrets count by their kind, not by their number in the interaction: a replayed marker that a client sends back stands
 * for the secret that it sent when recording.
 */
function byKindOnly(text: string): string {
  return text.includes('[redacted:') ? text.replace(/\[redacted:([a-z0-9-]+):\d+\]/g, '[redacted:$1]') : text;
}

function bytesByKindOnly(bytes: Uint8Array): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.includes('[redacted:') ? Buffer.from(byKindOnly(buffer.toString('latin1')), 'latin1') : bytes;
}

function canonicalText(bytes: Uint8Array): string | undefined {
  const text = decodeUtf8(bytes);
  return text === undefined ? undefined : canonicalJson(text);
}

/** Says JSON, or begins like an object or array: some clients send JSON under another type or none. */
function looksLikeJson(media: string, bytes: Uint8Array): boolean {
  if (media === 'application/json' || media.endsWith('+json')) return true;
  const first = bytes.find((byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
  return first === 0x7b || first === 0x5b;
}

function multipart(hash: Hash, contentType: string, bytes: Uint8Array): boolean {
  const boundary = boundaryOf(contentType);
  const parsed = boundary === undefined ? undefined : parseMultipart(bytes, boundary);
  if (parsed === undefined) return false;
  field(hash, 'multipart');
  count(hash, parsed.parts.length);
  for (const part of parsed.parts) {
    const headers = part.headers
      .map(([name, value]) => `${name.toLowerCase()}:${value.trim()}`)
      .filter((line) => !line.startsWith('content-length:'))
      .sort();
    count(hash, headers.length);
    for (const line of headers) field(hash, line);
    field(hash, bytesByKindOnly(part.body));
  }
  return true;
}
