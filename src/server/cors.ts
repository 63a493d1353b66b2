/** Lets web pages of chosen origins use llmsim from a browser (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol). */

import type { IncomingHttpHeaders } from 'node:http';
import type { Header, HeaderList } from '../core/headers.ts';
import type { PlannedReply } from '../core/reply.ts';

export interface Cors {
  /** The answer to a browser's question whether it may send a request, to which `headers` belong as to any; undefined for what is no such question. */
  preflight(method: string, headers: IncomingHttpHeaders): PlannedReply | undefined;
  /** What an answer says beside its own headers; nothing for an origin that is not chosen. */
  headers(origin: string): readonly Header[];
}

/** How long browsers may remember an answer, in seconds: short enough to try another configuration. */
const remembered = '600';

/** @param origins as browsers name them: `http://localhost:3000`; `*` is any */
export function cors(origins: readonly string[]): Cors {
  const chosen = new Set(origins);
  const any = chosen.has('*');
  const known = new Map(origins.map((origin) => [origin, answerHeaders(origin)] as const));
  const headersFor = (origin: string): readonly Header[] => {
    if (any) return answerHeaders('*');
    return known.get(origin) ?? [];
  };
  return {
    headers: headersFor,
    preflight(method, headers) {
      const { origin } = headers;
      const wanted = headers['access-control-request-method'];
      if (method !== 'OPTIONS' || origin === undefined || wanted === undefined) return undefined;
      const allowed = headersFor(origin);
      if (allowed.length === 0) return empty(403, [['vary', 'Origin']]);
      const named = headers['access-control-request-headers'];
      return empty(204, [
        ['access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'],
        ...(named === undefined ? [] : [['access-control-allow-headers', named] as const]),
        ['access-control-max-age', remembered],
        // https://wicg.github.io/private-network-access/: a page of the internet that asks a server of this network.
        ...(headers['access-control-request-private-network'] === 'true'
          ? [['access-control-allow-private-network', 'true'] as const]
          : []),
      ]);
    },
  };
}

const said = /^access-control-(?:allow-origin|allow-credentials|expose-headers)$/i;

/** A recorded answer's headers without what its provider said to the page that asked then. */
export function withoutCors(headers: HeaderList): HeaderList {
  const kept = headers.filter(([name]) => !said.test(name));
  return kept.length === headers.length ? headers : kept;
}

/** Scripts may read every header: request ids, rate limits and llmsim's own. No cookies are taken, so `*` is allowed here. */
function answerHeaders(origin: string): readonly Header[] {
  return [
    ['access-control-allow-origin', origin],
    ['access-control-expose-headers', '*'],
    ...(origin === '*' ? [] : [['vary', 'Origin'] as const]),
  ];
}

function empty(status: number, headers: HeaderList): PlannedReply {
  return {
    kind: 'planned',
    status,
    statusText: '',
    headers,
    bytes: new Uint8Array(0),
    ends: [],
    timing: { head: 0, chunks: [], end: 0 },
    end: 'complete',
  };
}
