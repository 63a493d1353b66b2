/** One HTTP/1.1 connection of a raw client: writes requests verbatim, reads answers in order, may leave early. */

import type { Socket } from 'node:net';
import { type HeaderList, headerOf } from '../../src/core/headers.ts';
import { bytesOf, chunkBytes, headBytes } from './http-bytes.ts';
import { HttpReader, type MessageHead, responseFraming, statusOf } from './http-reader.ts';
import { PendingResponse, type RawOptions, type RawResponse } from './raw-response.ts';

export interface RawRequest {
  /** Default `GET`, or `POST` when there is a body. */
  readonly method?: string;
  /** Written verbatim; default the target in the address, or `/`. */
  readonly target?: string;
  /** Written verbatim; `host` and the header that the body's framing needs are added unless they are here. */
  readonly headers?: HeaderList;
  /** An array goes in chunked framing, one chunk for each entry; anything else by length. */
  readonly body?: Uint8Array | string | readonly (Uint8Array | string)[];
}

export class RawConnection {
  readonly #socket: Socket;
  readonly #host: string;
  readonly #target: string;
  readonly #open: PendingResponse[] = [];
  readonly #reader: HttpReader;
  /** How the connection ended, once it has. */
  #ended: 'close' | 'reset' | 'left' | undefined;

  constructor(socket: Socket, host: string, target: string) {
    this.#socket = socket;
    this.#host = host;
    this.#target = target;
    this.#reader = new HttpReader({
      head: (head) => this.#head(head),
      data: (bytes) => this.#data(bytes),
      chunk: (bytes) => this.#open[0]?.chunk(bytes),
      end: (trailers) => this.#open.shift()?.finish(this.#ended === 'left' ? 'left' : 'complete', trailers),
    });
    socket.on('data', (bytes) => this.#feed(bytes));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#ended ??= error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'reset' : 'close';
    });
    socket.on('end', () => this.#reader.finish());
    socket.on('close', () => {
      this.#ended ??= 'close';
      for (const response of this.#open.splice(0)) response.finish(this.#ended);
    });
  }

  /** May be called again before the answer is there: that pipelines. */
  send(request: RawRequest, options: RawOptions = {}): Promise<RawResponse> {
    const { head, body } = this.#wire(request, options);
    const held = options.expectContinue === true ? body : undefined;
    this.#socket.write(held === undefined ? Buffer.concat([head, body]) : head);
    return this.#pending(request, options, held);
  }

  pipeline(requests: readonly RawRequest[]): Promise<RawResponse[]> {
    const wires = requests.map((request) => this.#wire(request, {}));
    this.#socket.write(Buffer.concat(wires.flatMap(({ head, body }) => [head, body])));
    return Promise.all(requests.map((request) => this.#pending(request, {}, undefined)));
  }

  close(): void {
    this.#ended ??= 'left';
    this.#socket.destroy();
  }

  #pending(request: RawRequest, options: RawOptions, held: Buffer | undefined): Promise<RawResponse> {
    return new Promise((resolve, reject) => {
      const response = new PendingResponse(methodOf(request), options, held, resolve, reject);
      if (this.#ended !== undefined) {
        response.finish(this.#ended);
        return;
      }
      this.#open.push(response);
      options.signal?.addEventListener('abort', () => this.#leave(response), { once: true });
    });
  }

  #wire(request: RawRequest, options: RawOptions): { head: Buffer; body: Buffer } {
    const { headers, body } = withFraming(request, options);
    const named: HeaderList = headerOf(headers, 'host') === undefined ? [['Host', this.#host], ...headers] : headers;
    const start = `${methodOf(request)} ${request.target ?? this.#target} HTTP/1.1`;
    return { head: headBytes(start, named), body };
  }

  #feed(bytes: Uint8Array): void {
    if (this.#ended !== undefined) return;
    try {
      this.#reader.feed(bytes);
    } catch (error) {
      for (const response of this.#open.splice(0)) response.fail(error);
      this.#socket.destroy();
    }
  }

  #head(head: MessageHead) {
    const response = this.#open[0];
    if (response === undefined) throw new Error(`an answer that nobody asked for: ${head.startLine}`);
    const framing = responseFraming(head, response.method);
    response.head(head, framing === 'interim', framing === 'chunked');
    if (framing === 'interim') {
      if (statusOf(head) === 100 && response.held !== undefined) this.#socket.write(response.held);
    } else if (response.options.leaveAfter === 0) this.#leave(response);
    return framing;
  }

  #data(bytes: Uint8Array): void {
    const response = this.#open[0];
    if (response === undefined) return;
    response.data(bytes);
    if (response.received >= (response.options.leaveAfter ?? Number.POSITIVE_INFINITY)) this.#leave(response);
    const pending = response.options.onBody?.(response.received);
    if (pending === undefined) return;
    this.#socket.pause();
    void pending.finally(() => this.#socket.resume());
  }

  #leave(response: PendingResponse): void {
    if (this.#ended !== undefined || !this.#open.includes(response)) return;
    this.#ended = 'left';
    if (response.options.leaveBy === 'reset') this.#socket.resetAndDestroy();
    else this.#socket.destroy();
  }
}

function methodOf(request: RawRequest): string {
  return request.method ?? (request.body === undefined ? 'GET' : 'POST');
}

function withFraming(request: RawRequest, options: RawOptions): { headers: HeaderList; body: Buffer } {
  const headers = [...(request.headers ?? [])];
  const has = (name: string) => headerOf(headers, name) !== undefined;
  if (options.expectContinue === true && !has('expect')) headers.push(['Expect', '100-continue']);
  if (request.body === undefined) return { headers, body: Buffer.alloc(0) };
  if (typeof request.body === 'string' || request.body instanceof Uint8Array) {
    const body = bytesOf(request.body);
    if (!has('content-length') && !has('transfer-encoding')) headers.push(['Content-Length', String(body.length)]);
    return { headers, body };
  }
  if (!has('transfer-encoding')) headers.push(['Transfer-Encoding', 'chunked']);
  const chunks = request.body.map((piece) => chunkBytes(bytesOf(piece)));
  return { headers, body: Buffer.concat([...chunks, Buffer.from('0\r\n\r\n')]) };
}
