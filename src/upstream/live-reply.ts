/** A reply while it arrives: hands each chunk to the sink at once, and holds what comes before there is a sink. */

import type { HeaderList } from '../core/headers.ts';
import type { CutKind, LiveReply, ReplyHead, ReplySink } from '../core/reply.ts';

/** The connection that a reply comes from. */
export interface Flow {
  pause(): void;
  resume(): void;
  abort(reason: Error): void;
}

/** What is held of a reply that nobody has subscribed to yet, before its upstream is asked to wait; in bytes. */
const holdAtMost = 64 * 1024;

export class ArrivingReply implements LiveReply {
  readonly kind = 'live';
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  #flow: Flow;
  #sink: ReplySink | undefined;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #paused = false;
  #stopped = false;
  #ending: ((sink: ReplySink) => void) | undefined;

  constructor(head: ReplyHead, flow: Flow) {
    this.status = head.status;
    this.statusText = head.statusText;
    this.headers = head.headers;
    this.#flow = flow;
  }

  subscribe(sink: ReplySink): void {
    if (this.#stopped) return;
    const held = this.#held;
    this.#held = [];
    let wanted = true;
    for (const bytes of held) {
      wanted = sink.chunk(bytes);
      if (this.#stopped) return;
    }
    if (this.#ending !== undefined) {
      this.#stopped = true;
      this.#ending(sink);
      return;
    }
    this.#sink = sink;
    if (wanted) this.resume();
    else this.pause();
  }

  pause(): void {
    this.#paused = true;
    this.#flow.pause();
  }

  /** In a task of its own: undici's parser must not be started from within a callback of another connection's. */
  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    queueMicrotask(() => {
      if (!this.#paused && !this.#stopped) this.#flow.resume();
    });
  }

  abort(): void {
    if (this.#stopped) return;
    this.#stop();
    this.#flow.abort(new Error('the client has left'));
  }

  /** A chunk has arrived; it is not copied. */
  receive(bytes: Uint8Array): void {
    const sink = this.#sink;
    if (sink !== undefined) {
      if (!sink.chunk(bytes)) this.pause();
    } else if (!this.#stopped) {
      this.#held.push(bytes);
      this.#heldBytes += bytes.byteLength;
      if (this.#heldBytes > holdAtMost) this.pause();
    }
  }

  complete(trailers: HeaderList): void {
    this.#finish((sink) => sink.end(trailers));
  }

  breakOff(how: CutKind): void {
    this.#finish((sink) => sink.fail(how));
  }

  #finish(ending: (sink: ReplySink) => void): void {
    if (this.#stopped || this.#ending !== undefined) return;
    const sink = this.#sink;
    if (sink === undefined) {
      this.#ending = ending; // kept for the subscriber
    } else {
      this.#stop();
      ending(sink);
    }
  }

  #stop(): void {
    this.#stopped = true;
    this.#sink = undefined;
    this.#held = [];
  }
}
