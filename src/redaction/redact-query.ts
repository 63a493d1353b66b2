/** Redaction of query strings: the values of known credential parameters, wherever a URL stands. */

import { credentialQueryParameters } from './credential-places.ts';
import { marker } from './marker.ts';
import { userKinds } from './user-rules.ts';

const none: ReadonlySet<string> = new Set();

/** The kind of credential that a raw (percent-encoded) parameter name stands for, or undefined. */
export function credentialParameter(rawName: string): string | undefined {
  const kind = credentialQueryParameters.get(rawName.toLowerCase());
  if (kind !== undefined || !rawName.includes('%')) return kind;
  try {
    return credentialQueryParameters.get(decodeURIComponent(rawName).toLowerCase());
  } catch {
    return undefined;
  }
}

/** A URL or request target with the values of credential parameters, and of those in `also`, replaced; all else verbatim. */
export function redactQuery(url: string, also: ReadonlySet<string> = none): string {
  const question = url.indexOf('?');
  if (question < 0) return url;
  const hash = url.indexOf('#', question);
  const query = hash < 0 ? url.slice(question + 1) : url.slice(question + 1, hash);
  const clean = query
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 0 || equals === pair.length - 1) return pair;
      const name = pair.slice(0, equals);
      const kind = credentialParameter(name) ?? (also.has(name.toLowerCase()) ? userKinds.query : undefined);
      return kind === undefined ? pair : `${pair.slice(0, equals)}=${marker(kind)}`;
    })
    .join('&');
  return `${url.slice(0, question)}?${clean}${hash < 0 ? '' : url.slice(hash)}`;
}
