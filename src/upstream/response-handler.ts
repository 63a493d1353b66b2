/** Follows one request through undici: turns its callbacks into a live reply, or into a refusal when no reply begins. */

import type { Dispatcher } from 'undici';
import type { Exchange } from '../core/exchange.ts';
import { type Header, type HeaderList, headerOf } from '../core/headers.ts';
import type { Refusal } from '../core/outcome.ts';
import type { LiveReply } from '../core/reply.ts';
import { isEndWhilePaused } from './connection-end.ts';
import { endToEndHeaders } from './end-to-end.ts';
import { clientHasLeft, cutOf, describeFailure } from './failure.ts';
import { ArrivingReply } from './live-reply.ts';
import type { Upstream } from './upstream.ts';

export type Forwarded = { readonly kind: 'reply'; readonly reply: LiveReply } | Refusal;

/** A client that obeys `alt-svc` talks to the provider directly from then on. */
const notPassedOn: ReadonlySet<string> = new Set(['alt-svc']);

/**
 * None of its methods throws: undici emits an uncaught `error` event for an exception in `onResponseError`. After the
 * client has left nothing is told to anybody.
 */
export class ResponseHandler implements Dispatcher.DispatchHandler {
  #exchange: Exchange;
  #upstream: Upstream;
  #settle: (forwarded: Forwarded) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #reply: ArrivingReply | undefined;
  #left = false;
  #received = 0;
  /** What the head promised: so many bytes, or all until the connection closes; undefined when it is chunked. */
  #promised: number | 'until-close' | undefined;

  constructor(exchange: Exchange, upstream: Upstream, settle: (forwarded: Forwarded) => void) {
    this.#exchange = exchange;
    this.#upstream = upstream;
    this.#settle = settle;
    exchange.client.onGone(() => this.#leave());
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // the client left while the connection was being made
    if (this.#left) controller.abort(new Error('the client has left'));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, _headers: unknown, text?: string): void {
    const received = headerList(controller.rawHeaders);
    // An upstream that is llmsim itself has marked its answer; ours is marked by us.
    const headers = endToEndHeaders(received, notPassedOn).filter(([name]) => !/^x-llmsim-/i.test(name));
    if (status < 200) {
      this.#exchange.client.inform(status, headers);
      return;
    }
    this.#promised = promisedLength(status, received);
    this.#reply = new ArrivingReply({ status, statusText: reasonOf(text), headers }, controller);
    this.#settle({ kind: 'reply', reply: this.#reply });
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#received += chunk.byteLength;
    this.#reply?.receive(chunk);
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    this.#reply?.complete(headerList(controller.rawTrailers));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const reply = this.#reply;
    if (reply === undefined) {
      this.#settle({ kind: 'refusal', error: describeFailure(error, this.#upstream) });
    } else if (this.#hasAll(error)) {
      reply.complete([]);
    } else {
      reply.breakOff(cutOf(error));
    }
  }

  /** undici reports the end of the connection as an error when a slow reader kept it from seeing the end of the body. */
  #hasAll(error: Error): boolean {
    return this.#promised === 'until-close' ? isEndWhilePaused(error) : this.#promised === this.#received;
  }

  #leave(): void {
    this.#left = true;
    if (this.#reply !== undefined) {
      this.#reply.abort();
      return;
    }
    this.#settle({ kind: 'refusal', error: clientHasLeft });
    this.#controller?.abort(new Error('the client has left'));
  }
}

/** RFC 9112, 6.3; the length that a 304 tells is that of what it stands for, and undici takes it for a promise. */
function promisedLength(status: number, headers: HeaderList): number | 'until-close' | undefined {
  if (status === 204 || status === 304) return 0;
  if (headerOf(headers, 'transfer-encoding') !== undefined) return undefined;
  const length = headerOf(headers, 'content-length');
  return length === undefined ? 'until-close' : Number(length);
}

/** Names and values as received; HTTP's bytes are latin1 (RFC 9110, 5.5). */
function headerList(raw: Dispatcher.DispatchController['rawHeaders']): HeaderList {
  if (!Array.isArray(raw)) return [];
  const list: Header[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) list.push([latin1(raw[i]), latin1(raw[i + 1])]);
  return list;
}

function latin1(field: Buffer | string | undefined): string {
  return typeof field === 'string' ? field : (field?.toString('latin1') ?? '');
}

/** undici reads the reason as UTF-8; `node:http` takes it as latin1, and no control characters (RFC 9112, section 4). */
function reasonOf(text: string | undefined): string {
  return Buffer.from(text ?? '')
    .toString('latin1')
    .replace(/[^\t\x20-\x7e\x80-\xff]/g, '');
}
