/** HTTP out: writes a reply to a client. The only file that waits; honours back-pressure and the client's leaving. */

import type { ServerResponse } from 'node:http';
import type { Clock, Timer } from '../core/clock.ts';
import { type Header, headersToFlat } from '../core/headers.ts';
import type { EndKind, LiveReply, PlannedReply, Reply } from '../core/reply.ts';
import type { OneWrite } from './one-write.ts';
import type { Wheel } from './pacing.ts';

export interface WriteContext {
  readonly clock: Clock;
  readonly wheel: Wheel;
  /** `clock.now()` when the request was received: the zero of a plan. */
  readonly receivedAt: number;
  /** Headers of this one answer, after the reply's own. */
  readonly extra: readonly Header[];
  /** What is known of this reply, with these extra headers, from earlier answers; undefined where it is sent once. */
  readonly oneWrite?: OneWrite | undefined;
}

/** Writes `reply` and returns at once; the response's own events tell when it is over. */
export function writeReply(response: ServerResponse, reply: Reply, context: WriteContext): void {
  if (reply.kind === 'planned' && isAllAtOnce(reply) && context.oneWrite?.send(response, reply) === true) return;
  response.sendDate = false;
  const headers = headersToFlat(reply.headers);
  for (const [name, value] of context.extra) headers.push(name, value);
  if (reply.kind === 'live') return writeLive(response, reply, headers, context);
  const { timing } = reply;
  if (timing.end === 0) return writeAtOnce(response, reply, headers, context);
  new PacedWriter(response, reply, headers, context).step();
}

function writeHead(response: ServerResponse, reply: Reply, headers: string[]): void {
  if (reply.statusText === '') response.writeHead(reply.status, headers);
  else response.writeHead(reply.status, reply.statusText, headers);
}

/** Sends the head before any body. Not `flushHeaders`, which writes latin1 values (RFC 9110, section 5.5) as UTF-8. */
function sendHead(response: ServerResponse): void {
  response.write('', 'latin1');
}

function isAllAtOnce({ timing, end, bytes }: PlannedReply): boolean {
  return timing.end === 0 && end === 'complete' && bytes.byteLength > 0;
}

/** Everything is due at zero: one corked write. */
function writeAtOnce(response: ServerResponse, reply: PlannedReply, headers: string[], context: WriteContext): void {
  writeHead(response, reply, headers);
  if (reply.end === 'complete') {
    context.oneWrite?.learn(response, reply);
    if (reply.bytes.byteLength > 0) response.end(reply.bytes);
    else response.end();
    return;
  }
  if (reply.bytes.byteLength > 0) response.write(reply.bytes);
  else sendHead(response);
  finish(response, reply.end, context);
}

/** Follows a plan by absolute deadlines; each chunk is one `write`, so one HTTP chunk. */
class PacedWriter {
  readonly #response: ServerResponse;
  readonly #reply: PlannedReply;
  readonly #headers: string[];
  readonly #context: WriteContext;
  #chunk = -1;
  #timer: Timer | undefined;
  #over = false;

  constructor(response: ServerResponse, reply: PlannedReply, headers: string[], context: WriteContext) {
    this.#response = response;
    this.#reply = reply;
    this.#headers = headers;
    this.#context = context;
    response.once('close', () => {
      this.#over = true;
      this.#timer?.cancel();
    });
  }

  /** Writes all that is due, then waits for the next deadline or for the client to drain. */
  readonly step = (): void => {
    if (this.#over) return;
    const { clock, receivedAt, wheel } = this.#context;
    const { ends, timing } = this.#reply;
    const elapsed = clock.now() - receivedAt;
    let due = this.#due();
    while (due <= elapsed && this.#chunk < ends.length) {
      if (!this.#write()) {
        this.#response.once('drain', this.step);
        return;
      }
      due = this.#due();
    }
    const ended = this.#chunk === ends.length && timing.end <= elapsed;
    if (!ended) this.#timer = wheel.at(receivedAt + due, this.step);
    else if (this.#reply.end === 'complete') this.#response.end();
    else finish(this.#response, this.#reply.end, this.#context);
  };

  /** The offset of what comes next: head, chunks, end. */
  #due(): number {
    const { ends, timing } = this.#reply;
    if (this.#chunk < 0) return timing.head;
    return this.#chunk < ends.length ? (timing.chunks[this.#chunk] ?? timing.end) : timing.end;
  }

  /** Writes the head or the next chunk; false when the client should drain first. */
  #write(): boolean {
    const index = this.#chunk;
    this.#chunk += 1;
    if (index < 0) {
      writeHead(this.#response, this.#reply, this.#headers);
      sendHead(this.#response);
      return true;
    }
    const { ends, bytes } = this.#reply;
    const start = ends[index - 1] ?? 0;
    const end = ends[index] ?? start;
    // An empty HTTP chunk would be the last one. Not `cork`: node joins corked writes into one HTTP chunk.
    return end === start || this.#response.write(bytes.subarray(start, end));
  }
}

function writeLive(response: ServerResponse, reply: LiveReply, headers: string[], context: WriteContext): void {
  writeHead(response, reply, headers);
  sendHead(response);
  response.on('drain', () => reply.resume());
  let over = false;
  response.once('close', () => {
    if (!over) reply.abort();
  });
  reply.subscribe({
    chunk: (bytes) => response.write(bytes),
    end(trailers) {
      over = true;
      if (trailers.length > 0) response.addTrailers(trailers.map(([name, value]): [string, string] => [name, value]));
      response.end();
    },
    fail(how) {
      over = true;
      finish(response, how === 'stall' ? 'close' : how, context);
    },
  });
}

/** A reset takes back what the client has not read yet (at least on Linux): so long, in ms, it waits after the last write. */
const timeToRead = 20;

/** Ends a response the way it is recorded to have ended, once what was written has gone to the kernel. */
function finish(response: ServerResponse, how: Exclude<EndKind, 'complete'>, context: WriteContext): void {
  if (how === 'stall') return;
  const { socket } = response;
  if (socket === null) {
    // A pipelined request: node assigns the socket when the answers before this one are out.
    response.once('socket', () => finish(response, how, context));
    return;
  }
  // The empty write calls back behind all earlier ones, so neither RST nor FIN overtakes the bytes.
  socket.write('', () => {
    if (how === 'close') socket.destroySoon();
    else context.wheel.at(context.clock.now() + timeToRead, () => socket.resetAndDestroy());
  });
}
