/** The hash that keys are made with: sha256 over length-prefixed fields, so that no two lists of fields run together. */

import { createHash, type Hash } from 'node:crypto';

export class KeyHash {
  readonly #hash: Hash = createHash('sha256');

  field(value: string | Uint8Array): void {
    this.count(typeof value === 'string' ? Buffer.byteLength(value) : value.byteLength);
    this.#hash.update(value);
  }

  count(length: number): void {
    this.#hash.update(`${length}:`);
  }

  hex(): string {
    return this.#hash.digest('hex');
  }
}
