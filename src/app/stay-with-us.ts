/** Keeps clients with llmsim: URLs in an answer that lead to the upstream lead here, for recorded answers too. */

import type { Exchange } from '../core/exchange.ts';
import type { HeaderList } from '../core/headers.ts';
import type { Hit, UpstreamPlace } from '../core/outcome.ts';
import { withReplyHeaders } from '../core/reply-with-headers.ts';
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
    return { ...hit, reply: withReplyHeaders(hit.reply, rewritten) };
  };
}
