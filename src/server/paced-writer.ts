/** Follows the plan of a reply by absolute deadlines: each chunk is one write, so one HTTP chunk, when it is due. */

import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../core/clock.ts';
import type { PlannedReply } from '../core/reply.ts';
import type { AnswerWatch } from '../telemetry/answer-record.ts';
import type { Lateness } from '../telemetry/lateness.ts';
import { type ChunkFrames, chunkFrames } from './chunk-frames.ts';
import { cutResponse } from './cut-response.ts';
import { Waiter, type Wheel } from './pacing.ts';
import { sendHead, writeHead } from './response-head.ts';
import { type BesideReply, flatHeaders, writeWhole } from './write-whole.ts';

/** From so many ms of lateness on, the process is behind, and chunks of one stream that are due by then share a write. */
export const behindAfter = 5;
/** The most bytes that share a write. */
const mostJoined = 64 * 1024;

export interface PaceContext extends BesideReply {
  readonly clock: Clock;
  readonly wheel: Wheel;
  /** `clock.now()` when the request was received: the zero of a plan. */
  readonly receivedAt: number;
  /** Hears when chunks go out; undefined where nobody asks. */
  readonly lateness?: Lateness | undefined;
  /** Hears of each chunk and of an end that is cut; undefined where nobody does. */
  readonly watch?: AnswerWatch | undefined;
}

export class PacedWriter extends Waiter {
  readonly #response: ServerResponse;
  readonly #reply: PlannedReply;
  readonly #context: PaceContext;
  /** What comes next: -1 the head, then the chunks, then the end. */
  #next = -1;
  #over = false;
  /** Where frames of our own go: past the response, which would make three writes of a chunk. */
  #direct: Socket | undefined;
  #frames: ChunkFrames | undefined;
  /** The client had not read what was written: what goes out now is late because of it. */
  #held = false;
  /** The lateness of the first chunk and of the last one so far; NaN once the client has held up one. */
  #firstLate: number | undefined;
  #lastLate = 0;

  constructor(response: ServerResponse, reply: PlannedReply, context: PaceContext) {
    super();
    this.#response = response;
    this.#reply = reply;
    this.#context = context;
    response.on('close', () => this.#close());
  }

  start(): void {
    this.#context.lateness?.open();
    this.reached();
  }

  /** Writes all that is due, then waits for the next deadline or for the client to drain. */
  reached(): void {
    const { clock, wheel } = this.#context;
    const now = clock.now();
    while (!this.#over) {
      const due = this.#dueAt(this.#next);
      if (due > now) {
        this.#held = false;
        return wheel.wait(this, due);
      }
      if (this.#next < 0 && this.#isWhole(now)) return this.#whole(now);
      if (this.#next < 0) this.#head();
      else if (this.#next === this.#reply.ends.length) this.#end();
      else if (!this.#chunk(now)) return this.#waitForClient();
    }
  }

  /** When the head, a chunk or the end is due, as the clock counts. */
  #dueAt(index: number): number {
    const { ends, timing } = this.#reply;
    const { receivedAt } = this.#context;
    if (index < 0) return receivedAt + timing.head;
    return receivedAt + (index < ends.length ? (timing.chunks[index] ?? timing.end) : timing.end);
  }

  /** Whether head, body and end are all due, and the body is one chunk: a pace that has only one time. */
  #isWhole(now: number): boolean {
    const { ends, bytes, end } = this.#reply;
    return ends.length === 1 && bytes.byteLength > 0 && end === 'complete' && this.#dueAt(1) <= now;
  }

  #whole(now: number): void {
    this.#note(0, now);
    this.#finish();
    writeWhole(this.#response, this.#reply, this.#context);
  }

  #head(): void {
    const response = this.#response;
    writeHead(response, this.#reply, flatHeaders(this.#reply.headers, this.#context));
    sendHead(response);
    this.#next = 0;
    // A response without a socket waits for its turn on the connection: node holds what is written to it. One that is not
    // chunked has an end of its own. Should a version of node say that otherwise, node itself frames each chunk.
    const { socket } = response;
    if (socket === null || response.chunkedEncoding !== true) return;
    this.#frames = chunkFrames(this.#reply);
    if (this.#frames !== undefined) this.#direct = socket;
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
    if (last > index) this.#context.lateness?.join(last - index);
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
    const { lateness, watch } = this.#context;
    if (watch !== undefined) {
      const { ends, bytes } = this.#reply;
      watch.chunk(bytes.subarray(ends[index - 1] ?? 0, ends[index]));
    }
    if (lateness === undefined) return;
    if (this.#held) {
      lateness.hold();
      this.#firstLate = Number.NaN;
      return;
    }
    const late = now - this.#dueAt(index);
    lateness.chunk(late);
    this.#firstLate ??= late;
    this.#lastLate = late;
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
    const drift = this.#lastLate - (this.#firstLate ?? Number.NaN);
    this.#context.lateness?.finish(Number.isNaN(drift) ? undefined : drift);
  }

  #end(): void {
    this.#finish();
    const { clock, wheel, watch } = this.#context;
    const { end } = this.#reply;
    if (end === 'complete') this.#response.end();
    else {
      watch?.cut(end);
      cutResponse(this.#response, end, clock, wheel);
    }
  }

  #close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#context.wheel.forget(this);
    this.#context.lateness?.leave();
  }
}
