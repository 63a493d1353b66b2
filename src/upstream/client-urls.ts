/** Rewrites URLs in response headers that point at a configured upstream, so that the client stays with the proxy. */

import type { ClientAddress } from '../core/exchange.ts';
import type { HeaderList } from '../core/headers.ts';
import type { UpstreamPlace } from '../core/outcome.ts';

/** Location: RFC 9110, 10.2.2. Gemini's resumable uploads go on at x-goog-upload-url, Azure's jobs at operation-location. */
const urlHeaders: ReadonlySet<string> = new Set([
  'location',
  'content-location',
  'operation-location',
  'x-goog-upload-url',
  'x-goog-upload-control-url',
]);

/** Whether there is anything that `rewriteForClient` looks at. */
export function hasClientUrls(headers: HeaderList): boolean {
  return headers.some(([name]) => urlHeaders.has(name.toLowerCase()));
}

/**
 * The headers as the client is to see them; what is stored is what was received.
 *
 * @param upstreams where a URL may point; one that points elsewhere stays as it is
 * @param answered the upstream that the headers came from: paths are relative to it
 */
export function rewriteForClient(
  headers: HeaderList,
  upstreams: readonly UpstreamPlace[],
  answered: UpstreamPlace,
  client: ClientAddress,
): HeaderList {
  if (!hasClientUrls(headers)) return headers;
  return headers.map((header) => {
    if (!urlHeaders.has(header[0].toLowerCase())) return header;
    const rewritten = rewrite(header[1], upstreams, answered, client);
    return rewritten === undefined ? header : [header[0], rewritten];
  });
}

function rewrite(
  value: string,
  upstreams: readonly UpstreamPlace[],
  answered: UpstreamPlace,
  client: ClientAddress,
): string | undefined {
  const authority = /^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*/i.exec(value)?.[0];
  if (authority === undefined) return rewritePath(value, upstreams.length, answered, client);
  const written = value.slice(authority.length); // verbatim: parsing would normalise it
  const path = written.startsWith('/') ? written : `/${written}`;
  const target = longestBase(upstreams, originOf(authority, answered), path, answered);
  if (target === undefined) return undefined;
  const prefix = client.prefixed || upstreams.length > 1 ? `/${target.name}` : '';
  return client.base + client.selection + prefix + path.slice(target.basePath.length);
}

/** The client resolves a path against what it asked for: it is right as it stands unless something stands before it there. */
function rewritePath(
  value: string,
  configured: number,
  answered: UpstreamPlace,
  client: ClientAddress,
): string | undefined {
  if (!value.startsWith('/') || !isUnder(value, answered.basePath)) return undefined;
  if (client.selection === '' && !client.prefixed && answered.basePath === '') return undefined;
  const prefix = client.prefixed || configured > 1 ? `/${answered.name}` : '';
  return client.selection + prefix + value.slice(answered.basePath.length);
}

/** The upstream with the longest base path that the URL is under; of equals, the one that answered. */
function longestBase(
  upstreams: readonly UpstreamPlace[],
  origin: string | undefined,
  path: string,
  answered: UpstreamPlace,
): UpstreamPlace | undefined {
  let best: UpstreamPlace | undefined;
  for (const upstream of [answered, ...upstreams]) {
    if (upstream.origin !== origin || !isUnder(path, upstream.basePath)) continue;
    if (best === undefined || upstream.basePath.length > best.basePath.length) best = upstream;
  }
  return best;
}

function isUnder(path: string, basePath: string): boolean {
  if (!path.startsWith(basePath)) return false;
  const next = path.charAt(basePath.length);
  return next === '/' || (basePath !== '' && (next === '' || next === '?'));
}

function originOf(authority: string, answered: UpstreamPlace): string | undefined {
  try {
    return new URL(authority, answered.origin).origin;
  } catch {
    return undefined;
  }
}
