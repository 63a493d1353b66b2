/** Writes numbers of any count of bits one behind the other, the highest bit first. */

/** `capacity` bytes must hold what is written. */
export class BitWriter {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** The lowest `count` bits of `value`, a whole number from 0 that has at most 31; before them zeros where `count` is more. */
  write(value: number, count: number): void {
    for (let left = count; left > 0; ) {
      const index = this.#at >> 3;
      const free = 8 - (this.#at & 7);
      const taken = Math.min(free, left);
      left -= taken;
      // A long row of zeros has more bits than a shift can name; its value is zero.
      const part = left > 31 ? 0 : (value >>> left) & ((1 << taken) - 1);
      this.#bytes[index] = (this.#bytes[index] ?? 0) | (part << (free - taken));
      this.#at += taken;
    }
  }

  /** What is written, the last byte filled with zeros; what is written next begins a byte. */
  bytes(): Uint8Array {
    this.#at = (this.#at + 7) & ~7;
    return this.#bytes.subarray(0, this.#at >> 3);
  }
}
