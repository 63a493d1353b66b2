/** The query of a request as matching sees it: decoded, sorted by name, without credentials. */

import { credentialParameter } from '../../redaction/redact-query.ts';

/** The order of a repeated name's values is kept, because it may mean something. */
export function canonicalQuery(query: string | undefined): (readonly [name: string, value: string])[] {
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
