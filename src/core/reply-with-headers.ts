/** A reply with other headers and all else its own. */

import type { HeaderList } from './headers.ts';
import type { Reply } from './reply.ts';

/** A live reply may be an object of a class: a spread would lose its methods. */
export function withReplyHeaders(reply: Reply, headers: HeaderList): Reply {
  if (headers === reply.headers) return reply;
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
