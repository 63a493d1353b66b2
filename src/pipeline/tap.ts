/** Listens to a live reply on its way to the client, without a copy and without holding it up. */

import type { EndKind, LiveReply } from '../core/reply.ts';

export interface TapListener {
  chunk(bytes: Uint8Array): void;
  /** The upstream has ended, well or badly. */
  end(how: EndKind): void;
  /** The client left before the end; nothing more is heard. */
  gone(): void;
}

export function tap(reply: LiveReply, listener: TapListener): LiveReply {
  return {
    kind: 'live',
    status: reply.status,
    statusText: reply.statusText,
    headers: reply.headers,
    pause: () => reply.pause(),
    resume: () => reply.resume(),
    abort() {
      listener.gone();
      reply.abort();
    },
    subscribe(sink) {
      reply.subscribe({
        chunk(bytes) {
          const more = sink.chunk(bytes);
          listener.chunk(bytes);
          return more;
        },
        end(trailers) {
          sink.end(trailers);
          listener.end('complete');
        },
        fail(how) {
          sink.fail(how);
          listener.end(how);
        },
      });
    },
  };
}
