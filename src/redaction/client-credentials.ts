/** The credential values that a client sent with a request: they must not turn up anywhere else in the recording. */

import type { HeaderList } from '../core/headers.ts';
import { queryOf, type SimRequest } from '../core/request.ts';
import { credentialRequestHeaders } from './credential-places.ts';
import { credentialParameter } from './redact-query.ts';

/** Kinds that say whose account it is, or only hash the message: not secrets to be searched for. */
const notSecret: ReadonlySet<string> = new Set(['organization', 'project', 'sigv4']);

/** Lower-case names of the request headers that may hold such values. */
export const secretRequestHeaders: readonly string[] = [...credentialRequestHeaders]
  .filter(([, kind]) => !notSecret.has(kind))
  .map(([name]) => name);

/** Values as sent, without their scheme; `Basic` gives its user and password apart too. In order, each once. */
export function clientCredentials(request: Pick<SimRequest, 'headers' | 'target'>): readonly string[] {
  const values = new Set<string>();
  for (const value of inHeaders(request.headers)) values.add(value);
  for (const value of inQuery(queryOf(request.target))) values.add(value);
  values.delete('');
  return [...values];
}

function* inHeaders(headers: HeaderList): Generator<string> {
  for (const [name, value] of headers) {
    const kind = credentialRequestHeaders.get(name.toLowerCase());
    if (kind === undefined || notSecret.has(kind)) continue;
    if (kind === 'cookie') yield* inCookies(value);
    else if (kind === 'authorization') yield* inAuthorization(value);
    else yield value.trim();
  }
}

/** RFC 9110, section 11.4: a scheme and a token; RFC 7617 for Basic. */
function* inAuthorization(value: string): Generator<string> {
  const [, scheme, token] = /^\s*([A-Za-z][A-Za-z0-9-]*)\s+(\S.*?)\s*$/.exec(value) ?? [];
  if (scheme === undefined || token === undefined) {
    yield value.trim();
    return;
  }
  // A signature is good for one request; what is lasting in it, the key id, has a shape of its own.
  if (scheme.toUpperCase().startsWith('AWS4-')) return;
  yield token;
  if (scheme.toLowerCase() !== 'basic') return;
  const pair = Buffer.from(token, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon >= 0) yield pair.slice(colon + 1);
}

function* inCookies(value: string): Generator<string> {
  for (const pair of value.split(';')) {
    const equals = pair.indexOf('=');
    if (equals >= 0) yield pair.slice(equals + 1).trim();
  }
}

function* inQuery(query: string | undefined): Generator<string> {
  for (const pair of (query ?? '').split('&')) {
    const equals = pair.indexOf('=');
    if (equals < 0) continue;
    const kind = credentialParameter(pair.slice(0, equals));
    if (kind === undefined || notSecret.has(kind)) continue;
    const raw = pair.slice(equals + 1);
    try {
      yield decodeURIComponent(raw.replaceAll('+', ' '));
    } catch {
      yield raw;
    }
  }
}
