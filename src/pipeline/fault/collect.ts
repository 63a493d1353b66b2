/** Hears a live reply to its end, for what must know all of it; the times at which it came become its plan. */

import type { ClientConnection } from '../../core/exchange.ts';
import type { EndKind, LiveReply, PlannedReply, Reply, ReplySink } from '../../core/reply.ts';

export interface CollectOptions {
  /** Bytes; a larger reply goes on as a live one, from its first byte. */
  readonly limit: number;
  /** Milliseconds since the request was received. */
  readonly elapsed: () => number;
  readonly client: ClientConnection;
}

/** Resolves to the planned reply when all of it is there; what is left of it when the client leaves is of no use to anybody. */
export function collected(reply: LiveReply, { limit, elapsed, client }: CollectOptions): Promise<Reply> {
  const head = elapsed();
  const chunks: { readonly bytes: Uint8Array; readonly at: number }[] = [];
  let size = 0;
  return new Promise((resolve) => {
    let onward: Continued | undefined;
    let over = false;
    const planned = (end: EndKind): void => {
      over = true;
      resolve(planOf(reply, chunks, head, elapsed(), end));
    };
    client.onGone(() => {
      // From then on, whoever writes to the client says so.
      if (over || onward !== undefined) return;
      reply.abort();
      planned('close');
    });
    reply.subscribe({
      chunk(bytes) {
        if (onward !== undefined) return onward.chunk(bytes);
        chunks.push({ bytes, at: elapsed() });
        size += bytes.byteLength;
        if (size <= limit) return true;
        onward = new Continued(
          reply,
          chunks.map((chunk) => chunk.bytes),
        );
        resolve(onward);
        return false;
      },
      end(trailers) {
        if (onward === undefined) planned('complete');
        else onward.ended((sink) => sink.end(trailers));
      },
      fail(how) {
        if (onward === undefined) planned(how);
        else onward.ended((sink) => sink.fail(how));
      },
    });
  });
}

function planOf(
  { status, statusText, headers }: LiveReply,
  chunks: readonly { readonly bytes: Uint8Array; readonly at: number }[],
  head: number,
  endsAt: number,
  end: EndKind,
): PlannedReply {
  const ends: number[] = [];
  let length = 0;
  for (const { bytes } of chunks) {
    length += bytes.byteLength;
    ends.push(length);
  }
  const timing = { head, chunks: chunks.map(({ at }) => at), end: endsAt };
  const bytes = Buffer.concat(chunks.map((chunk) => chunk.bytes));
  return { kind: 'planned', status, statusText, headers, bytes, ends, timing, end };
}

/** A live reply whose beginning was already heard. */
class Continued implements LiveReply {
  readonly kind = 'live';
  readonly status: number;
  readonly statusText: string;
  readonly headers: LiveReply['headers'];
  readonly #reply: LiveReply;
  readonly #heard: Uint8Array[];
  #sink: ReplySink | undefined;
  #end: ((sink: ReplySink) => void) | undefined;

  constructor(reply: LiveReply, heard: Uint8Array[]) {
    this.#reply = reply;
    this.#heard = heard;
    this.status = reply.status;
    this.statusText = reply.statusText;
    this.headers = reply.headers;
  }

  chunk(bytes: Uint8Array): boolean {
    if (this.#sink !== undefined) return this.#sink.chunk(bytes);
    this.#heard.push(bytes);
    return false;
  }

  ended(end: (sink: ReplySink) => void): void {
    if (this.#sink === undefined) this.#end = end;
    else end(this.#sink);
  }

  subscribe(sink: ReplySink): void {
    this.#sink = sink;
    let more = true;
    for (const bytes of this.#heard.splice(0)) more = sink.chunk(bytes) && more;
    if (this.#end !== undefined) this.#end(sink);
    else if (more) this.#reply.resume();
  }

  pause(): void {
    this.#reply.pause();
  }

  resume(): void {
    this.#reply.resume();
  }

  abort(): void {
    this.#reply.abort();
  }
}
