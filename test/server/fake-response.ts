/** A `ServerResponse` without a socket: remembers what was written to it and when, and lets a test be the client. */

import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Clock } from '../../src/core/clock.ts';
import { type HeaderList, headersFromFlat } from '../../src/core/headers.ts';

export interface Written {
  readonly at: number;
  readonly text: string;
}

export class FakeSocket extends EventEmitter {
  ended: 'reset' | 'closed' | undefined;
  readonly text: string[] = [];
  #waiting: (() => void)[] = [];
  readonly #wrote: (text: string) => boolean;

  /** @param wrote hears what is written past the response; false asks the writer to wait */
  constructor(wrote: (text: string) => boolean = () => true) {
    super();
    this.#wrote = wrote;
  }

  write(data: string | Uint8Array, ...rest: unknown[]): boolean {
    const done = rest.at(-1);
    if (typeof done === 'function') this.#waiting.push(done as () => void);
    if (data.length === 0) return true;
    const text = Buffer.from(data as string, 'latin1').toString('latin1');
    this.text.push(text);
    return this.#wrote(text);
  }

  /** All that was written has gone to the kernel. */
  flush(): void {
    for (const done of this.#waiting.splice(0)) done();
  }

  resetAndDestroy(): void {
    this.ended ??= 'reset';
  }

  destroySoon(): void {
    this.ended ??= 'closed';
  }
}

export class FakeResponse extends EventEmitter {
  /** Writes of body bytes, each an HTTP chunk; the empty ones are not among them. */
  readonly writes: Written[] = [];
  readonly resumes: number[] = [];
  head: { at: number; status: number; statusText: string | undefined; headers: HeaderList } | undefined;
  headFlushed = false;
  endedAt: number | undefined;
  trailers: HeaderList = [];
  /** False: the client reads slowly, and every write asks the writer to wait. */
  keepsUp = true;
  socket: FakeSocket | null = new FakeSocket((text) => this.#takeFrames(text));
  /** As node has it once the head is written: whether the body goes out in HTTP chunks. */
  chunkedEncoding: boolean | undefined;
  sendDate = true;
  closed = false;
  destroyed = false;
  writableFinished = false;
  /** How many writes to the socket had HTTP chunks in them. */
  framedWrites = 0;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #chunked: boolean | undefined;
  #wholeBody = false;

  /** @param chunked what the head makes of `chunkedEncoding`; undefined as in a version of node that has no such member */
  constructor(clock: Pick<Clock, 'now'> = { now: () => 0 }, chunked?: boolean) {
    super();
    this.#clock = clock;
    this.#chunked = chunked;
  }

  /** As the code under test sees it. */
  get response(): ServerResponse {
    return this as unknown as ServerResponse;
  }

  get headersSent(): boolean {
    return this.head !== undefined;
  }

  get body(): string {
    return this.writes.map(({ text }) => text).join('');
  }

  writeHead(status: number, ...rest: (string | string[])[]): this {
    if (this.head !== undefined) throw new Error('the head was written twice');
    const statusText = typeof rest[0] === 'string' ? rest[0] : undefined;
    const flat = rest.find((part): part is string[] => Array.isArray(part)) ?? [];
    this.head = { at: this.#clock.now(), status, statusText, headers: headersFromFlat(flat) };
    this.chunkedEncoding = this.#chunked;
    return this;
  }

  flushHeaders(): void {
    if (this.head !== undefined) this.headFlushed = true;
  }

  write(data: Uint8Array | string): boolean {
    if (this.head === undefined) throw new Error('the body came before the head');
    if (this.endedAt !== undefined) throw new Error('a write came after the end');
    this.headFlushed = true; // an empty write sends the head too
    if (data.length > 0) this.writes.push({ at: this.#clock.now(), text: Buffer.from(data as string).toString() });
    return this.keepsUp;
  }

  end(data?: Uint8Array | string): this {
    if (data !== undefined) this.write(data);
    if (this.head === undefined) throw new Error('the end came before the head');
    // Node writes the last chunk itself where the response is chunked.
    if (this.#wholeBody && this.chunkedEncoding !== false) throw new Error('the body would end twice');
    this.endedAt = this.#clock.now();
    return this;
  }

  addTrailers(trailers: HeaderList): void {
    this.trailers = trailers;
  }

  /** The client has read what was written. */
  drain(): void {
    this.keepsUp = true;
    this.socket?.emit('drain');
    this.emit('drain');
  }

  /** The connection is gone: the client left, or it has everything. */
  close(finished = false): void {
    this.closed = true;
    this.destroyed = true;
    this.writableFinished = finished;
    this.emit('close');
  }

  /** Takes HTTP chunks (RFC 9112, section 7.1) apart, each as a write of its own. */
  #takeFrames(text: string): boolean {
    if (this.head === undefined) return this.keepsUp;
    this.framedWrites += 1;
    for (let at = 0; at < text.length; ) {
      const line = text.indexOf('\r\n', at);
      const size = Number.parseInt(text.slice(at, line), 16);
      const start = line + 2;
      if (text.slice(start + size, start + size + 2) !== '\r\n') throw new Error(`no HTTP chunk: ${text.slice(at)}`);
      if (size === 0) this.#wholeBody = true;
      else this.write(text.slice(start, start + size));
      at = start + size + 2;
    }
    return this.keepsUp;
  }
}
