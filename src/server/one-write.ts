/** Sends a reply that is due at once, and was sent before, as one write: its head as node wrote it then, and its framed body. */

import type { ServerResponse } from 'node:http';
import type { HeaderList } from '../core/headers.ts';
import type { PlannedReply } from '../core/reply.ts';

/** What node keeps of an answer beside its documented members; where a version of node keeps it otherwise, nothing is learned. */
interface Inner {
  /** The head as it goes out, its empty line included; null before it is known. */
  _header?: unknown;
  /** Whether a body goes out: what is set to false after the body has been put behind the head. */
  _hasBody?: unknown;
  /** Whether the connection ends with this answer. */
  _last?: unknown;
}

/** Longer ones are held once, as bytes; what a second write costs does not show beside them. */
const longest = 64 * 1024;

/**
 * The whole answers of one reply, learned from node the second time that it is sent. Node itself takes an answer's head and the
 * pieces of its chunked body to the kernel as a list, which costs a fifth of all that a short answer costs.
 */
export class OneWrite {
  #seen = false;
  /** What goes out before the header lines that each answer has of its own, and what goes out behind them. */
  #text: string | undefined;
  #behind = '';

  /**
   * Sends `response` whole if `reply` is known; false, and nothing done, if not.
   *
   * @param own the headers that this answer has of its own, without a line end in a value: nobody looks at them any more
   */
  send(response: ServerResponse, reply: PlannedReply, own: HeaderList): boolean {
    if (this.#text === undefined || !isUsual(response)) return false;
    const inner: Inner = response as unknown as Inner;
    if (inner._header !== null) return false;
    response.statusCode = reply.status;
    let text = this.#text;
    for (const [name, value] of own) text += `${name}: ${value}\r\n`;
    inner._header = text + this.#behind;
    inner._hasBody = false;
    response.chunkedEncoding = false;
    response.end();
    return true;
  }

  /**
   * Hears of a response whose head was written as usual and whose body, all of `reply`, is still to come.
   *
   * @param shared how many headers each answer begins with, before those of its own and those that node adds
   */
  learn(response: ServerResponse, reply: PlannedReply, shared: number, own: HeaderList): void {
    if (!this.#seen) {
      // Most replies that are invented, and many recorded ones, are sent once.
      this.#seen = true;
      return;
    }
    const { bytes } = reply;
    if (bytes.byteLength === 0 || bytes.byteLength > longest || !isUsual(response)) return;
    const { _header: head, _hasBody: hasBody, _last: last }: Inner = response as unknown as Inner;
    if (typeof head !== 'string' || !head.endsWith('\r\n\r\n') || hasBody !== true || last !== false) return;
    const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    const text = response.chunkedEncoding
      ? `${head}${bytes.byteLength.toString(16)}\r\n${body}\r\n0\r\n\r\n`
      : `${head}${body}`;
    const start = lineAt(head, 1 + shared);
    const end = lineAt(head, own.length, start);
    this.#behind = text.slice(end);
    this.#text = text.slice(0, start);
  }
}

/** Where the line begins that is `lines` lines behind `from`. */
function lineAt(head: string, lines: number, from = 0): number {
  let at = from;
  for (let i = 0; i < lines; i += 1) at = head.indexOf('\r\n', at) + 2;
  return at;
}

/** Heads differ by what the client speaks: these are all alike. */
export function isUsual(response: ServerResponse): boolean {
  const { httpVersion, method } = response.req ?? {};
  return response.shouldKeepAlive && httpVersion === '1.1' && method !== 'HEAD' && method !== 'CONNECT';
}
