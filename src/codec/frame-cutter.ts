/** Cuts an AWS event stream into its frames as the bytes arrive, by the length that each begins with. */

/** The least that a frame is: two lengths, their checksum and its own. */
const leastFrame = 16;
const lengthBytes = 4;

export class FrameCutter {
  /** The beginning of a frame in the pieces in which it came: they are put together once, when it is there. */
  #held: Uint8Array[] = [];
  #size = 0;
  /** Before so many bytes are held there is nothing to cut. */
  #wanted = lengthBytes;

  push(bytes: Uint8Array): readonly Uint8Array[] {
    this.#held.push(bytes);
    this.#size += bytes.byteLength;
    if (this.#size < this.#wanted) return [];
    const all = Buffer.concat(this.#held);
    const frames: Uint8Array[] = [];
    let at = 0;
    this.#wanted = lengthBytes;
    while (all.byteLength - at >= lengthBytes) {
      const length = all.readUInt32BE(at);
      // No frame: all that follows is one piece.
      this.#wanted = length < leastFrame ? Number.POSITIVE_INFINITY : length;
      if (at + this.#wanted > all.byteLength) break;
      frames.push(all.subarray(at, at + length));
      at += length;
      this.#wanted = lengthBytes;
    }
    this.#held = at === all.byteLength ? [] : [all.subarray(at)];
    this.#size = all.byteLength - at;
    return frames;
  }

  rest(): Uint8Array | undefined {
    return this.#size === 0 ? undefined : Buffer.concat(this.#held);
  }
}
