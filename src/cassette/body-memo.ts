/** Remembers what was computed of a body, by its bytes: a checksum finds it, a comparison makes sure. */

import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';

export interface BodyMemoLimits {
  /** Bodies in a generation; there are two. */
  readonly entries: number;
  /** Bytes of bodies that are held in a generation. */
  readonly bytes: number;
}

interface Known<Value> {
  readonly salt: number;
  /** A copy of the body: what a socket has read is a piece of something larger. */
  readonly body: Uint8Array;
  readonly value: Value;
}

/** Larger bodies are known by their sha256, and not held. */
const longestHeld = 256 * 1024;

/** Checksums of bodies that came once; a power of two. A collision makes a body known that came only once. */
const remembered = 1 << 16;

/**
 * Two generations instead of an LRU list: the old one is dropped whole when the young one is full, and a hit in the old one moves the
 * entry over. A body that comes for the first time leaves its checksum only, for most bodies come once or often.
 */
export class BodyMemo<Value extends object> {
  readonly #limits: BodyMemoLimits;
  readonly #came = new Int32Array(remembered);
  #young = new Map<number | string, Known<Value>>();
  #old = new Map<number | string, Known<Value>>();
  #bytes = 0;

  constructor(limits: BodyMemoLimits) {
    this.#limits = limits;
  }

  /**
   * What `compute` gave for this body, or gives now.
   * @param salt a whole number; equal bodies with different salts are different
   */
  get(body: Buffer, salt: number, compute: () => Value): Value {
    if (body.byteLength > longestHeld) return this.#ofLarge(body, salt, compute);
    const sum = crc32(body, salt) | 0;
    const slot = sum & (remembered - 1);
    if (this.#came[slot] !== sum) {
      this.#came[slot] = sum;
      return compute();
    }
    const young = this.#young.get(sum);
    if (young !== undefined && young.salt === salt && body.equals(young.body)) return young.value;
    const old = this.#old.get(sum);
    const known = old !== undefined && old.salt === salt && body.equals(old.body) ? old : undefined;
    return this.#keep(sum, known ?? { salt, body: Uint8Array.from(body), value: compute() });
  }

  #ofLarge(body: Buffer, salt: number, compute: () => Value): Value {
    const id = `${salt} ${hash('sha256', body, 'base64')}`;
    const young = this.#young.get(id);
    if (young !== undefined) return young.value;
    return this.#keep(id, this.#old.get(id) ?? { salt, body: nothing, value: compute() });
  }

  #keep(id: number | string, known: Known<Value>): Value {
    if (this.#young.size >= this.#limits.entries || this.#bytes >= this.#limits.bytes) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#bytes = 0;
    }
    this.#young.set(id, known);
    this.#bytes += known.body.byteLength;
    return known.value;
  }
}

const nothing = new Uint8Array(0);
