/** What of a recorded request can be sent again: all of it but its credentials, unless something else in it was redacted. */

import { Buffer } from 'node:buffer';
import { decodeUtf8 } from '../codec/utf8.ts';
import type { Header, HeaderList } from '../core/headers.ts';
import type { RecordedRequest } from '../core/interaction.ts';
import { pathOf, queryOf, type SimRequest } from '../core/request.ts';
import { credentialRequestHeaders } from '../redaction/credential-places.ts';
import { credentialParameter } from '../redaction/redact-query.ts';

export type Sendable =
  | { readonly kind: 'request'; readonly request: SimRequest }
  /** Where something stands that the upstream would read otherwise: `body.messages[0].content`, `query parameter sig`. */
  | { readonly kind: 'redacted'; readonly places: readonly string[] };

/** Of query credentials, these are keys, which a key in a header replaces; signatures and secrets are not. */
const keyKinds: ReadonlySet<string> = new Set(['api-key', 'token', 'sigv4', 'aws-key-id', 'aws-session-token']);

/** With these present an upstream takes its key in the same one. */
const keyHeaders: ReadonlySet<string> = new Set(['authorization', 'x-api-key', 'api-key', 'x-goog-api-key']);

/**
 * The request without the credentials that were redacted. With `replaceable`, the header that carried the key is kept with a word in
 * the place of the key, so that the forwarder, which has one, knows in which header it goes.
 */
export function sendableRequest(recorded: RecordedRequest, replaceable: boolean): Sendable {
  const places: string[] = [];
  const target = targetOf(recorded.target, places);
  const headers = headersOf(recorded.headers, replaceable, places);
  places.push(...placesInBody(recorded.body));
  if (places.length > 0) return { kind: 'redacted', places };
  return { kind: 'request', request: { method: recorded.method, target, headers, body: recorded.body } };
}

function isRedacted(text: string): boolean {
  // As it is, and as a URL spells it.
  return /\[redacted:[a-z0-9-]+(?::\d+)?\]|%5Bredacted(?::|%3A)/i.test(text);
}

function targetOf(target: string, places: string[]): string {
  if (isRedacted(pathOf(target))) places.push('path');
  const query = queryOf(target);
  if (query === undefined || !isRedacted(query)) return target;
  const kept = query.split('&').filter((pair) => {
    const name = pair.split('=', 1)[0] ?? '';
    if (!isRedacted(pair)) return true;
    if (keyKinds.has(credentialParameter(name) ?? '')) return false;
    places.push(`query parameter ${name}`);
    return false;
  });
  return kept.length === 0 ? pathOf(target) : `${pathOf(target)}?${kept.join('&')}`;
}

function headersOf(headers: HeaderList, replaceable: boolean, places: string[]): HeaderList {
  const kept: Header[] = [];
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (!isRedacted(value)) kept.push([name, value]);
    else if (!credentialRequestHeaders.has(lower)) places.push(`header ${name}`);
    else if (replaceable && keyHeaders.has(lower)) kept.push([name, 'Bearer of the key']);
  }
  return kept;
}

/** How many places of a body are named. */
const named = 3;

function placesInBody(body: Uint8Array): string[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!bytes.includes('[redacted:')) return [];
  const text = decodeUtf8(body);
  if (text === undefined) return isRedacted(bytes.toString('latin1')) ? ['body'] : [];
  if (!isRedacted(text)) return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return ['body'];
  }
  const paths = [...redactedPaths(value, 'body', 0)];
  if (paths.length === 0) return ['body'];
  return paths.length > named ? [...paths.slice(0, named), `${paths.length - named} more in the body`] : paths;
}

function* redactedPaths(value: unknown, path: string, depth: number): Generator<string> {
  if (typeof value === 'string') {
    if (isRedacted(value)) yield path;
  } else if (typeof value === 'object' && value !== null && depth < 100) {
    for (const [name, child] of Object.entries(value)) {
      yield* redactedPaths(child, Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`, depth + 1);
    }
  }
}

/** In the path, a resource by its id; in a body, fields that name something which an earlier request has made. */
const inPath =
  /\/(?:threads|runs|steps|messages|files|batches|responses|assistants|vector_stores|conversations|containers|uploads|jobs|cachedContents|operations|interactions|videos|completions)\/[^/?]+/;
const inBody =
  /"(?:previous_response_id|(?:\w+_)?file_ids?|thread_id|assistant_id|vector_store_ids|conversation|container|cachedContent|cached_content|fileUri|file_uri)"\s*:\s*["[{]/;

/** Whether a request speaks of something that its upstream may have forgotten since. */
export function refersToUpstream({ target, body }: Pick<SimRequest, 'target' | 'body'>): boolean {
  return inPath.test(pathOf(target)) || inBody.test(decodeUtf8(body) ?? '');
}
