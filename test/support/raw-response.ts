/** The answer that a raw client puts together while it arrives, and the ways to disturb its arrival. */

import type { HeaderList } from '../../src/core/headers.ts';
import { type MessageHead, statusOf } from './http-reader.ts';

export interface RawOptions {
  /** Send `expect: 100-continue`, and the body only after a 100. */
  readonly expectContinue?: boolean;
  /** Called with every piece of body; while its promise is pending nothing is read (a slow reader). */
  readonly onBody?: (receivedSoFar: number) => Promise<void> | void;
  /** Called with every whole HTTP chunk. */
  readonly onChunk?: (bytes: Buffer, index: number) => void;
  /** Leave (destroy the socket) when this many bytes of body have come; 0 leaves at the head. */
  readonly leaveAfter?: number;
  /** Leave when this is aborted. */
  readonly signal?: AbortSignal;
  /** How to leave; default `close` (FIN). */
  readonly leaveBy?: 'close' | 'reset';
}

export interface RawChunk {
  readonly bytes: Buffer;
  /** When its last byte came, in ms since the request was sent. */
  readonly at: number;
}

export interface RawResponse {
  /** Empty when nothing came. */
  readonly statusLine: string;
  /** 0 when nothing came. */
  readonly status: number;
  /** Names as spelled, in order, repeated ones too. */
  readonly headers: HeaderList;
  /** All that came, also of a chunk that was cut off. */
  readonly body: Buffer;
  readonly chunked: boolean;
  /** In chunked framing the whole HTTP chunks, else what each read of the socket brought. */
  readonly chunks: readonly RawChunk[];
  readonly interim: readonly MessageHead[];
  readonly trailers: HeaderList;
  /** `close` and `reset` are premature; `left` is this client's own doing. */
  readonly end: 'complete' | 'close' | 'reset' | 'left';
  /** In ms since the request was sent. */
  readonly headAt: number;
  readonly endAt: number;
}

export class PendingResponse {
  readonly method: string;
  readonly options: RawOptions;
  /** The body that waits for a 100. */
  readonly held: Buffer | undefined;
  received = 0;
  /** What came is no HTTP. */
  readonly fail: (error: unknown) => void;
  readonly #resolve: (response: RawResponse) => void;
  readonly #sentAt = performance.now();
  readonly #interim: MessageHead[] = [];
  readonly #body: Uint8Array[] = [];
  readonly #chunks: RawChunk[] = [];
  #head: MessageHead | undefined;
  #headAt = 0;
  #chunked = false;

  constructor(
    method: string,
    options: RawOptions,
    held: Buffer | undefined,
    resolve: (response: RawResponse) => void,
    reject: (error: unknown) => void,
  ) {
    this.method = method;
    this.options = options;
    this.held = held;
    this.#resolve = resolve;
    this.fail = reject;
  }

  head(head: MessageHead, interim: boolean, chunked: boolean): void {
    if (interim) {
      this.#interim.push(head);
      return;
    }
    this.#head = head;
    this.#headAt = this.#elapsed();
    this.#chunked = chunked;
  }

  data(bytes: Uint8Array): void {
    this.received += bytes.length;
    this.#body.push(bytes);
    if (!this.#chunked) this.#piece(bytes);
  }

  chunk(bytes: Uint8Array): void {
    this.#piece(bytes);
  }

  finish(end: RawResponse['end'], trailers: HeaderList = []): void {
    this.#resolve({
      statusLine: this.#head?.startLine ?? '',
      status: this.#head === undefined ? 0 : statusOf(this.#head),
      headers: this.#head?.headers ?? [],
      body: Buffer.concat(this.#body),
      chunked: this.#chunked,
      chunks: this.#chunks,
      interim: this.#interim,
      trailers,
      end,
      headAt: this.#headAt,
      endAt: this.#elapsed(),
    });
  }

  #piece(bytes: Uint8Array): void {
    const piece = Buffer.from(bytes);
    this.#chunks.push({ bytes: piece, at: this.#elapsed() });
    this.options.onChunk?.(piece, this.#chunks.length - 1);
  }

  #elapsed(): number {
    return performance.now() - this.#sentAt;
  }
}
