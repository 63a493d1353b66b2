/** Reads HTTP/1.1 messages from raw bytes and keeps what a well-behaved library hides: spelling, order, chunks, 1xx. */

import { type HeaderList, headerOf, headersOf } from '../../src/core/headers.ts';

export interface MessageHead {
  /** The request line or status line, without its line end. */
  readonly startLine: string;
  /** Names as spelled, in order, repeated ones too. */
  readonly headers: HeaderList;
  /** All lines as received, latin1, without the final empty line. */
  readonly lines: readonly string[];
}

/** How the bytes behind a head are framed; `interim` means that another head follows (a 1xx answer). */
export type Framing = { readonly length: number } | 'chunked' | 'until-close' | 'interim';

export interface MessageEvents {
  /** A whole head; the return value says how to read on. */
  head(head: MessageHead): Framing;
  /** Body bytes without framing, as they come. */
  data(bytes: Uint8Array): void;
  /** A whole HTTP chunk, in chunked framing only; its bytes went through `data` before. */
  chunk(bytes: Uint8Array): void;
  end(trailers: HeaderList): void;
}

type State =
  | { readonly at: 'head' }
  | { readonly at: 'length'; left: number }
  | { readonly at: 'until-close' }
  | { readonly at: 'chunk-size' }
  | { readonly at: 'chunk-data'; left: number; readonly pieces: Uint8Array[] }
  | { readonly at: 'chunk-end' }
  | { readonly at: 'trailers' };

export class HttpReader {
  readonly #events: MessageEvents;
  #state: State = { at: 'head' };
  #held: Uint8Array = new Uint8Array(0);

  constructor(events: MessageEvents) {
    this.#events = events;
  }

  /** Throws on what is not HTTP. */
  feed(bytes: Uint8Array): void {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    while (this.#step()) {}
  }

  /** The peer closed its side; false when that was in the middle of a message. */
  finish(): boolean {
    if (this.#state.at === 'until-close') {
      this.#end([]);
      return true;
    }
    return this.#state.at === 'head' && this.#held.length === 0;
  }

  #step(): boolean {
    const state = this.#state;
    switch (state.at) {
      case 'head':
        return this.#head();
      case 'length':
        return this.#length(state);
      case 'until-close':
        return this.#untilClose();
      case 'chunk-size':
        return this.#chunkSize();
      case 'chunk-data':
        return this.#chunkData(state);
      case 'chunk-end':
        return this.#chunkEnd();
      case 'trailers':
        return this.#trailers();
    }
  }

  #head(): boolean {
    const end = Buffer.from(this.#held.buffer, this.#held.byteOffset, this.#held.length).indexOf('\r\n\r\n');
    if (end < 0) return false;
    const lines = latin1(this.#take(end + 4).subarray(0, end)).split('\r\n');
    const framing = this.#events.head({ startLine: lines[0] ?? '', headers: lines.slice(1).map(fieldOf), lines });
    if (framing === 'chunked') this.#state = { at: 'chunk-size' };
    else if (framing === 'until-close') this.#state = { at: 'until-close' };
    else if (framing !== 'interim') this.#state = { at: 'length', left: framing.length };
    return true;
  }

  #length(state: { left: number }): boolean {
    if (state.left > 0) {
      if (this.#held.length === 0) return false;
      const bytes = this.#take(Math.min(state.left, this.#held.length));
      state.left -= bytes.length;
      this.#events.data(bytes);
    }
    if (state.left === 0) this.#end([]);
    return true;
  }

  #untilClose(): boolean {
    if (this.#held.length > 0) this.#events.data(this.#take(this.#held.length));
    return false;
  }

  #chunkSize(): boolean {
    const line = this.#line();
    if (line === undefined) return false;
    const size = line.split(';', 1)[0]?.trim() ?? '';
    if (!/^[0-9a-f]+$/i.test(size)) throw new Error(`not a chunk size: ${JSON.stringify(line)}`);
    const left = Number.parseInt(size, 16);
    this.#state = left === 0 ? { at: 'trailers' } : { at: 'chunk-data', left, pieces: [] };
    return true;
  }

  #chunkData(state: { left: number; readonly pieces: Uint8Array[] }): boolean {
    if (this.#held.length === 0) return false;
    const bytes = this.#take(Math.min(state.left, this.#held.length));
    state.left -= bytes.length;
    state.pieces.push(bytes);
    this.#events.data(bytes);
    if (state.left > 0) return false;
    this.#state = { at: 'chunk-end' };
    this.#events.chunk(state.pieces.length === 1 ? bytes : Buffer.concat(state.pieces));
    return true;
  }

  #chunkEnd(): boolean {
    const line = this.#line();
    if (line === undefined) return false;
    if (line !== '') throw new Error(`a chunk is longer than its size: ${JSON.stringify(line)}`);
    this.#state = { at: 'chunk-size' };
    return true;
  }

  #trailers(): boolean {
    const held = latin1(this.#held);
    if (held.startsWith('\r\n')) {
      this.#take(2);
      this.#end([]);
      return true;
    }
    const end = held.indexOf('\r\n\r\n');
    if (end < 0) return false;
    this.#take(end + 4);
    this.#end(held.slice(0, end).split('\r\n').map(fieldOf));
    return true;
  }

  #end(trailers: HeaderList): void {
    this.#state = { at: 'head' };
    this.#events.end(trailers);
  }

  #line(): string | undefined {
    const end = Buffer.from(this.#held.buffer, this.#held.byteOffset, this.#held.length).indexOf('\r\n');
    return end < 0 ? undefined : latin1(this.#take(end + 2).subarray(0, end));
  }

  #take(count: number): Uint8Array {
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }
}

/** RFC 9112 section 6.3 for a request. */
export function requestFraming(head: MessageHead): Framing {
  return isChunked(head) ? 'chunked' : { length: contentLength(head) ?? 0 };
}

/** RFC 9112 section 6.3 for the answer to a request with `method`. */
export function responseFraming(head: MessageHead, method: string): Framing {
  const status = statusOf(head);
  if (status >= 100 && status < 200 && status !== 101) return 'interim';
  if (method === 'HEAD' || status === 204 || status === 304) return { length: 0 };
  if (isChunked(head)) return 'chunked';
  const length = contentLength(head);
  return length === undefined ? 'until-close' : { length };
}

/** The number in a status line; 0 when it has none. */
export function statusOf(head: MessageHead): number {
  return Number(/^HTTP\/\d\.\d (\d{3})/.exec(head.startLine)?.[1] ?? 0);
}

function isChunked(head: MessageHead): boolean {
  return headersOf(head.headers, 'transfer-encoding').some((value) => /\bchunked\b/i.test(value));
}

function contentLength(head: MessageHead): number | undefined {
  const value = headerOf(head.headers, 'content-length');
  return value === undefined ? undefined : Number(value);
}

function fieldOf(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  if (colon < 0) throw new Error(`not a header line: ${JSON.stringify(line)}`);
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')];
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
