/** The head of a paced reply as node wrote it for an earlier answer: sent as it is, together with the first chunk where both are due. */

import type { ServerResponse } from 'node:http';
import type { ReplyHead } from '../core/reply.ts';
import { isUsual } from './one-write.ts';

/** What node keeps of an answer beside its documented members; where a version of node keeps it otherwise, nothing is learned. */
interface Inner {
  /** The head as it goes out, its empty line included; null before it is known. */
  _header?: unknown;
  _headerSent?: unknown;
  _hasBody?: unknown;
  /** Whether the connection ends with this answer. */
  _last?: unknown;
}

/**
 * One text for all answers of a reply: node puts a head together anew each time, of pieces that stay in memory as long as the
 * answer does. For answers whose headers are all alike.
 */
export class KnownHead {
  #seen = false;
  #text: string | undefined;
  #bytes: Buffer | undefined;
  #joined: { readonly frame: Buffer; readonly bytes: Buffer } | undefined;

  /**
   * Makes `response` one whose head has been sent, in HTTP chunks, and gives the bytes of that head, which the caller is to write
   * to its socket; undefined, and nothing done, where the head is not known.
   */
  begin(response: ServerResponse, { status }: ReplyHead): Buffer | undefined {
    if (this.#text === undefined || response.socket === null || !isUsual(response)) return undefined;
    const inner: Inner = response as unknown as Inner;
    if (inner._header !== null || inner._headerSent !== false) return undefined;
    response.statusCode = status;
    response.chunkedEncoding = true;
    inner._header = this.#text;
    inner._headerSent = true;
    return this.#bytes;
  }

  /** The head with `frame` behind it, the same bytes each time. */
  with(frame: Buffer): Buffer {
    if (this.#joined?.frame !== frame) {
      this.#joined = { frame, bytes: Buffer.concat([this.#bytes ?? Buffer.alloc(0), frame]) };
    }
    return this.#joined.bytes;
  }

  /** Hears of a response whose head was just put together. */
  learn(response: ServerResponse): void {
    if (!this.#seen) {
      // Many replies are sent once.
      this.#seen = true;
      return;
    }
    if (this.#text !== undefined || !isUsual(response) || response.chunkedEncoding !== true) return;
    const { _header: head, _headerSent: sent, _hasBody: hasBody, _last: last }: Inner = response as unknown as Inner;
    if (typeof head !== 'string' || !head.endsWith('\r\n\r\n')) return;
    if (sent !== false || hasBody !== true || last !== false) return;
    this.#bytes = Buffer.from(head, 'latin1');
    // Flat, and not the pieces that it was put together of.
    this.#text = this.#bytes.toString('latin1');
  }
}
