/** Keeps clients with llmsim: URLs in an answer that lead to the upstream lead here, for recorded answers too. */

import type { Exchange } from '../core/exchange.ts';
import type { HeaderList } from '../core/headers.ts';
import type { Hit, UpstreamPlace } from '../core/outcome.ts';
import type { Reply } from '../core/reply.ts';
import { hasClientUrls, rewriteForClient } from '../upstream/client-urls.ts';

export function stayWithUs(upstreams: readonly UpstreamPlace[]): (exchange: Exchange, hit: Hit) => Hit {
  // The headers of a recording are one object at every hit, so most hits cost one look-up.
  const known = new WeakMap<HeaderList, boolean>();
  return (exchange, hit) => {
    const { headers } = hit.reply;
    const { answeredBy } = hit;
    if (answeredBy === undefined) return hit;
    let affected = known.get(headers);
    if (affected === undefined) {
      affected = hasClientUrls(headers);
      known.set(headers, affected);
    }
    if (!affected) return hit;
    const configured = upstreams.length > 0 ? upstreams : [answeredBy];
    const rewritten = rewriteForClient(headers, configured, answeredBy, exchange.address);
    return { ...hit, reply: withHeaders(hit.reply, rewritten) };
  };
}

/** A live reply may be an object of a class: a spread would lose its methods. */
function withHeaders(reply: Reply, headers: HeaderList): Reply {
  if (reply.kind === 'planned') return { ...reply, headers };
  return {
    kind: 'live',
    status: reply.status,
    statusText: reply.statusText,
    headers,
    subscribe: (sink) => reply.subscribe(sink),
    pause: () => reply.pause(),
    resume: () => reply.resume(),
    abort: () => reply.abort(),
  };
}
