/**
 * What a client gets. Time is data: a planned reply is bytes with an offset table and a plan; only
 * `server/write-reply.ts` waits. A live reply comes from an upstream while it happens.
 *
 *   planned   head ──▶ chunk ──▶ chunk ──▶ … ──▶ end          all known before the first byte is written
 *   live      head ──▶ subscribe(sink): chunk* (end | fail)   pushed as it arrives; pause() is back-pressure
 */

import type { HeaderList } from './headers.ts';

/** How a reply ends badly: RST, FIN before the end, or silence until the client gives up. */
export type CutKind = 'reset' | 'close' | 'stall';
export type EndKind = 'complete' | CutKind;

export interface ReplyHead {
  readonly status: number;
  /** The reason phrase; may be empty. */
  readonly statusText: string;
  readonly headers: HeaderList;
}

export interface Chunk {
  readonly kind: 'chunk';
  /** Milliseconds since the request was received. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

export interface Cut {
  readonly kind: 'cut';
  readonly at: number;
  readonly how: CutKind;
}

export type Part = Chunk | Cut;

/** When everything happens, in milliseconds since the request was completely received. */
export interface Timing {
  readonly head: number;
  /** One entry a chunk, not decreasing. */
  readonly chunks: readonly number[];
  readonly end: number;
}

/** A reply body in one piece: chunk i is `bytes[ends[i-1] … ends[i]]`. */
export interface ChunkedBody {
  readonly bytes: Uint8Array;
  readonly ends: readonly number[];
}

export interface PlannedReply extends ReplyHead, ChunkedBody {
  readonly kind: 'planned';
  readonly timing: Timing;
  readonly end: EndKind;
  /** Nothing at all is sent, not even a head; `end` and `timing.end` say what becomes of the connection, and when. */
  readonly headless?: true;
}

export interface ReplySink {
  /** Takes one chunk; false asks the source to pause until `resume`. */
  chunk(bytes: Uint8Array): boolean;
  end(trailers: HeaderList): void;
  fail(how: CutKind): void;
}

export interface LiveReply extends ReplyHead {
  readonly kind: 'live';
  /** Starts the flow; called once. What has arrived before is delivered first. */
  subscribe(sink: ReplySink): void;
  /** Asks the upstream to wait; chunks already under way may still come. */
  pause(): void;
  resume(): void;
  /** The client is gone: stop the upstream. The sink hears nothing more. */
  abort(): void;
}

export type Reply = PlannedReply | LiveReply;

/** A planned reply as a sequence of parts. */
export function* partsOf(reply: PlannedReply): Generator<Part> {
  let start = 0;
  for (const [i, end] of reply.ends.entries()) {
    yield { kind: 'chunk', at: reply.timing.chunks[i] ?? reply.timing.end, bytes: reply.bytes.subarray(start, end) };
    start = end;
  }
  if (reply.end !== 'complete') yield { kind: 'cut', at: reply.timing.end, how: reply.end };
}
