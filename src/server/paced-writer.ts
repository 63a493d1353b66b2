/** Follows the plan of a reply by absolute deadlines: each chunk is one write, so one HTTP chunk, when it is due. */

import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../core/clock.ts';
import type { PlannedReply } from '../core/reply.ts';
import type { AnswerWatch } from '../telemetry/answer-record.ts';
import type { Lateness } from '../telemetry/lateness.ts';
import { type ChunkFrames, chunkFrames } from './chunk-frames.ts';
import { cutResponse } from './cut-response.ts';
import type { KnownHead } from './known-head.ts';
import { Waiter, type Wheel } from './pacing.ts';
import { sendHead, writeHead } from './response-head.ts';
import { type BesideReply, flatHeaders, writeWhole } from './write-whole.ts';

/** From so many ms of lateness on, the process is behind, and chunks of one stream that are due by then share a write. */
export const behindAfter = 5;
/** The most bytes that share a write. */
const mostJoined = 64 * 1024;

/** What is needed until the head is written. */
interface BesideContext extends BesideReply {
  /** The head of all answers that have this reply and these headers; undefined where there is only one of them. */
  readonly head?: KnownHead | undefined;
}

export interface PaceContext extends BesideContext {
  readonly clock: Clock;
  readonly wheel: Wheel;
  /** `clock.now()` when the request was received: the zero of a plan. */
  readonly receivedAt: number;
  /** Hears when chunks go out; undefined where nobody asks. */
  readonly lateness?: Lateness | undefined;
  /** Hears of each chunk and of an end that is cut; undefined where nobody does. */
  readonly watch?: AnswerWatch | undefined;
}

/** It lives as long as its answer, and thousands do at once: it holds only what it needs. */
export class PacedWriter extends Waiter {
  // What each chunk needs comes first and stands side by side: of thousands of these, none is in a cache when its turn comes.
  readonly #reply: PlannedReply;
  readonly #receivedAt: number;
  readonly #clock: Clock;
  readonly #wheel: Wheel;
  readonly #lateness: Lateness | undefined;
  /** What comes next: -1 the head, then the chunks, then the end. */
  #next = -1;
  #over = false;
  /** The client had not read what was written: what goes out now is late because of it. */
  #held = false;
  /** Where frames of our own go: past the response, which would make three writes of a chunk. */
  #direct: Socket | undefined;
  #frames: ChunkFrames | undefined;
  /** Whether the watch hears of each chunk, and not of the first one and all others together. */
  #tellsEach = true;

  readonly #response: ServerResponse;
  readonly #watch: AnswerWatch | undefined;
  /** Until the head is written. */
  #context: BesideContext | undefined;
  /** The lateness of the first chunk and of the last one; NaN once the client has held up one. */
  #firstLate: number | undefined;
  #lastLate = 0;

  constructor(response: ServerResponse, reply: PlannedReply, context: PaceContext) {
    super();
    this.#response = response;
    this.#reply = reply;
    this.#context = context;
    this.#clock = context.clock;
    this.#wheel = context.wheel;
    this.#receivedAt = context.receivedAt;
    this.#lateness = context.lateness;
    this.#watch = context.watch;
    // Before the watch hears of it, which is to know all by then.
    response.prependListener('close', () => this.#close());
  }

  start(): void {
    this.#lateness?.open();
    this.reached();
  }

  /** Writes all that is due, then waits for the next deadline or for the client to drain. */
  reached(): void {
    const now = this.#clock.now();
    while (!this.#over) {
      const due = this.#dueAt(this.#next);
      if (due > now) {
        this.#held = false;
        return this.#wheel.wait(this, due);
      }
      if (this.#next < 0 && this.#isWhole(now)) return this.#whole(now);
      if (this.#next === this.#reply.ends.length) this.#end();
      else if (!(this.#next < 0 ? this.#begin(now) : this.#chunk(now))) return this.#waitForClient();
    }
  }

  /** When the head, a chunk or the end is due, as the clock counts. */
  #dueAt(index: number): number {
    const { ends, timing } = this.#reply;
    if (index < 0) return this.#receivedAt + timing.head;
    return this.#receivedAt + (index < ends.length ? (timing.chunks[index] ?? timing.end) : timing.end);
  }

  /** Whether head, body and end are all due, and the body is one chunk: a pace that has only one time. */
  #isWhole(now: number): boolean {
    const { ends, bytes, end } = this.#reply;
    return ends.length === 1 && bytes.byteLength > 0 && end === 'complete' && this.#dueAt(1) <= now;
  }

  #whole(now: number): void {
    this.#note(0, now);
    this.#finish();
    writeWhole(this.#response, this.#reply, this.#takeContext());
  }

  #takeContext(): BesideContext {
    const context = this.#context ?? { extra: [] };
    this.#context = undefined;
    return context;
  }

  /** Writes the head, with the first chunk where that is due too; false when the client should drain first. */
  #begin(now: number): boolean {
    const response = this.#response;
    const context = this.#takeContext();
    const { head } = context;
    this.#next = 0;
    const bytes = head?.begin(response, this.#reply);
    if (bytes === undefined) {
      writeHead(response, this.#reply, flatHeaders(this.#reply.headers, context));
      head?.learn(response);
      sendHead(response);
    }
    // A response without a socket waits for its turn on the connection: node holds what is written to it. One that is not
    // chunked has an end of its own. Should a version of node say that otherwise, node itself frames each chunk.
    const { socket } = response;
    if (socket === null || response.chunkedEncoding !== true) return true;
    this.#frames = chunkFrames(this.#reply);
    if (this.#frames !== undefined) {
      this.#direct = socket;
      this.#tellsEach = this.#watch?.reads === true;
    }
    return head === undefined || bytes === undefined ? true : this.#withHead(socket, head, bytes, now);
  }

  /** Writes a head past the response; false when the client should drain first. */
  #withHead(socket: Socket, head: KnownHead, bytes: Buffer, now: number): boolean {
    const frame = this.#dueAt(0) > now ? undefined : this.#frames?.frames[0];
    if (this.#frames === undefined || frame === undefined) {
      socket.write(bytes);
      return true;
    }
    if (this.#reply.ends.length > 1 && this.#lastToJoin(0, now) === 0) {
      this.#next = 1;
      this.#note(0, now);
      return socket.write(head.with(frame));
    }
    socket.cork();
    socket.write(bytes);
    const ready = this.#frame(socket, this.#frames, now);
    socket.uncork();
    return ready;
  }

  /** Writes the next chunk; false when the client should drain first. */
  #chunk(now: number): boolean {
    const index = this.#next;
    const { ends, bytes } = this.#reply;
    if (this.#direct !== undefined && this.#frames !== undefined) return this.#frame(this.#direct, this.#frames, now);
    this.#next += 1;
    const start = ends[index - 1] ?? 0;
    const end = ends[index] ?? start;
    // An empty HTTP chunk would be the last one. Not `cork`: node joins corked writes into one HTTP chunk.
    if (end === start) return true;
    this.#note(index, now);
    return this.#response.write(bytes.subarray(start, end));
  }

  /** The same as one write of one buffer, with the end of the body if that is due too, and more chunks if the process is behind. */
  #frame(socket: Socket, frames: ChunkFrames, now: number): boolean {
    const index = this.#next;
    const last = this.#lastToJoin(index, now);
    this.#next = last + 1;
    for (let i = index; i <= last; i += 1) this.#note(i, now);
    if (last > index) this.#lateness?.join(last - index);
    const { ends, end } = this.#reply;
    const whole = this.#next === ends.length && end === 'complete' && this.#dueAt(this.#next) <= now;
    const frame = whole || last > index ? frames.span(index, last, whole) : frames.frames[index];
    const ready = frame === undefined || socket.write(frame);
    if (!whole) return ready;
    // What ends the body has just been written.
    this.#response.chunkedEncoding = false;
    this.#end();
    return true;
  }

  /** The last chunk that shares a write with chunk `first`: itself, unless the process is behind. */
  #lastToJoin(first: number, now: number): number {
    let last = first;
    if (this.#held || now - this.#dueAt(first) <= behindAfter) return last;
    const { ends } = this.#reply;
    const most = (ends[first - 1] ?? 0) + mostJoined;
    while (last + 1 < ends.length && this.#dueAt(last + 1) <= now && (ends[last + 1] ?? 0) <= most) last += 1;
    return last;
  }

  #note(index: number, now: number): void {
    if (this.#tellsEach || index === 0) {
      const { ends, bytes } = this.#reply;
      this.#watch?.chunk(bytes.subarray(ends[index - 1] ?? 0, ends[index]));
    }
    const lateness = this.#lateness;
    if (lateness === undefined) return;
    if (this.#held) {
      lateness.hold();
      this.#firstLate = Number.NaN;
      return;
    }
    const late = now - this.#dueAt(index);
    lateness.chunk(late);
    // Between first and last, a write less to memory that nothing else of this stream shares.
    if (index > 0 && index + 1 < this.#reply.ends.length && this.#direct !== undefined) return;
    this.#firstLate ??= late;
    this.#lastLate = late;
  }

  /** Tells the watch of the frames that it has not heard of one by one. */
  #tellRest(): void {
    if (this.#tellsEach || this.#next < 2) return;
    const { ends } = this.#reply;
    this.#watch?.passed(this.#next - 1, (ends[this.#next - 1] ?? 0) - (ends[0] ?? 0));
  }

  #waitForClient(): void {
    const drained = (): void => {
      this.#held = true;
      this.reached();
    };
    if (this.#direct !== undefined) this.#direct.once('drain', drained);
    else this.#response.once('drain', drained);
  }

  #finish(): void {
    this.#over = true;
    this.#tellRest();
    const drift = this.#lastLate - (this.#firstLate ?? Number.NaN);
    this.#lateness?.finish(Number.isNaN(drift) ? undefined : drift);
  }

  #end(): void {
    this.#finish();
    const { end } = this.#reply;
    if (end === 'complete') this.#response.end();
    else {
      this.#watch?.cut(end);
      cutResponse(this.#response, end, this.#clock, this.#wheel);
    }
  }

  #close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#tellRest();
    this.#wheel.forget(this);
    this.#lateness?.leave();
  }
}
