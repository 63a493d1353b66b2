/** The client's side of an exchange as the pipeline sees it, over a `node:http` response. */

import type { ServerResponse } from 'node:http';
import type { ClientConnection } from '../core/exchange.ts';
import { type HeaderList, headersToFlat } from '../core/headers.ts';

export class HttpClientConnection implements ClientConnection {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  get gone(): boolean {
    return this.#response.destroyed && !this.#response.writableFinished;
  }

  onGone(listener: () => void): void {
    if (this.gone) {
      listener();
      return;
    }
    this.#response.once('close', () => {
      if (!this.#response.writableFinished) listener();
    });
  }

  /** 1xx answers as RFC 9110, section 15.2, and RFC 8297 have them; node writes only some of them itself. */
  inform(status: number, headers: HeaderList): void {
    if (this.#response.headersSent || status === 101) return;
    const flat = headersToFlat(headers);
    let head = `HTTP/1.1 ${status} ${informational.get(status) ?? 'Informational'}\r\n`;
    for (let i = 0; i < flat.length; i += 2) head += `${flat[i]}: ${flat[i + 1]}\r\n`;
    this.#response.socket?.write(`${head}\r\n`, 'latin1');
  }
}

const informational: ReadonlyMap<number, string> = new Map([
  [100, 'Continue'],
  [102, 'Processing'],
  [103, 'Early Hints'],
]);
