/** Makes the request that goes upstream from the one that the client sent: its headers and its target. */

import { type Header, type HeaderList, headerOf } from '../core/headers.ts';
import { pathOf, queryOf, type SimRequest } from '../core/request.ts';
import { endToEndHeaders } from './end-to-end.ts';
import type { KeyHeader, Upstream } from './upstream.ts';

export interface ForwardHeaderOptions {
  readonly upstream: Upstream;
  /** An API key that replaces whatever credentials the client sent. */
  readonly key: string | undefined;
  /** The body is passed on while it arrives: the client's `content-length` is kept, because nothing else knows it. */
  readonly streamed: boolean;
}

/** `content-length` is computed by the HTTP client, `expect` was answered by our own server. */
const notForwarded: ReadonlySet<string> = new Set(['content-length', 'expect']);
const notForwardedStreamed: ReadonlySet<string> = new Set(['expect']);

/** What a client may carry its key in; the AWS ones go because they belong to a signature that is replaced. */
const credentialHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'x-api-key',
  'api-key',
  'x-goog-api-key',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-content-sha256',
]);

/**
 * The headers to send: end-to-end ones in the client's order with duplicates, without the tool's own `x-llmsim-*`; `host`
 * is the upstream's, `accept-encoding` is `identity`, and credentials are the client's unless there is a `key`.
 */
export function forwardHeaders(headers: HeaderList, options: ForwardHeaderOptions): HeaderList {
  const { upstream, key } = options;
  const replacement = key === undefined ? gatewayCredentials(upstream) : keyCredentials(headers, upstream, key);
  const replaced = key === undefined ? replacement : credentialHeaders;
  const kept = endToEndHeaders(headers, options.streamed ? notForwardedStreamed : notForwarded);
  const sent: Header[] = [['host', upstream.host]];
  let identity = false;
  for (const header of kept) {
    const name = header[0].toLowerCase();
    if (name === 'host' || name.startsWith('x-llmsim-')) continue;
    if (name === 'accept-encoding') {
      if (!identity) sent.push([header[0], 'identity']);
      identity = true;
    } else if (!replaced?.has(name)) sent.push(header);
  }
  if (!identity) sent.push(['accept-encoding', 'identity']);
  if (replacement !== undefined) for (const header of replacement) sent.push(header);
  return sent;
}

/**
 * The target to send: base path and the client's target verbatim. Only where a `key` replaces the client's credentials
 * are those that stand in the query taken out of it.
 */
export function forwardTarget(
  request: Pick<SimRequest, 'target'>,
  upstream: Upstream,
  key: string | undefined,
): string {
  const target = upstream.basePath + request.target;
  return key === undefined ? target : withoutQueryKeys(target, isQueryCredential);
}

/** The target without the query parameters that `drop` names; what stays is verbatim. */
export function withoutQueryKeys(target: string, drop: (lowerCaseName: string) => boolean): string {
  const query = queryOf(target);
  if (query === undefined) return target;
  const pieces = query.split('&');
  const kept = pieces.filter((piece) => !drop((piece.split('=', 1)[0] ?? '').toLowerCase()));
  if (kept.length === pieces.length) return target;
  return kept.length === 0 ? pathOf(target) : `${pathOf(target)}?${kept.join('&')}`;
}

/** Gemini's `key=`, and the parts of a presigned AWS URL. */
function isQueryCredential(name: string): boolean {
  return name === 'key' || name === 'access_token' || name === 'api-key' || name.startsWith('x-amz-');
}

function gatewayCredentials(upstream: Upstream): ReadonlyMap<string, string> | undefined {
  return upstream.credentials === undefined ? undefined : new Map([['authorization', upstream.credentials]]);
}

function keyCredentials(headers: HeaderList, upstream: Upstream, key: string): ReadonlyMap<string, string> {
  const header = keyHeaderFor(headers, upstream);
  const sent = new Map<string, string>(gatewayCredentials(upstream));
  return sent.set(header, header === 'authorization' ? `Bearer ${key}` : key);
}

/** A provider's OpenAI-compatible paths take a bearer key where its own take another header: the client knows which. */
function keyHeaderFor(headers: HeaderList, upstream: Upstream): KeyHeader {
  if (headerOf(headers, upstream.keyHeader) !== undefined) return upstream.keyHeader;
  return /^bearer /i.test(headerOf(headers, 'authorization') ?? '') ? 'authorization' : upstream.keyHeader;
}
