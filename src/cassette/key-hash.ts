/** The hash that keys are made with: sha256 over length-prefixed fields, so that no two lists of fields run together. */

import * as crypto from 'node:crypto';

export class KeyHash {
  /** Of fields that are text; hashed in one go, which is cheaper than piece by piece. */
  #text: string;
  #hash: crypto.Hash | undefined;

  /** @param fields the `text` of another one, to go on from there */
  constructor(fields = '') {
    this.#text = fields;
  }

  /** What was added, as long as all of it was text. */
  get text(): string {
    return this.#text;
  }

  field(value: string | Uint8Array): void {
    if (typeof value === 'string') {
      this.#text += `${Buffer.byteLength(value)}:${value}`;
      return;
    }
    this.count(value.byteLength);
    this.#hash = this.#flushed().update(value);
  }

  count(length: number): void {
    this.#text += `${length}:`;
  }

  hex(): string {
    return this.#hash === undefined ? crypto.hash('sha256', this.#text, 'hex') : this.#flushed().digest('hex');
  }

  #flushed(): crypto.Hash {
    const hash = (this.#hash ?? crypto.createHash('sha256')).update(this.#text);
    this.#text = '';
    return hash;
  }
}
