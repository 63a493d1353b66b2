/** Cuts an AWS event stream into its frames as the bytes arrive, by the length that each begins with. */

/** The least that a frame is: two lengths, their checksum and its own. */
const leastFrame = 16;

export class FrameCutter {
  #held: Buffer = Buffer.alloc(0);

  push(bytes: Uint8Array): readonly Uint8Array[] {
    this.#held = this.#held.byteLength === 0 ? Buffer.from(bytes) : Buffer.concat([this.#held, bytes]);
    const frames: Uint8Array[] = [];
    let at = 0;
    while (this.#held.byteLength - at >= 4) {
      const length = this.#held.readUInt32BE(at);
      // No frame: all that follows is one piece.
      if (length < leastFrame || at + length > this.#held.byteLength) break;
      frames.push(this.#held.subarray(at, at + length));
      at += length;
    }
    this.#held = this.#held.subarray(at);
    return frames;
  }

  rest(): Uint8Array | undefined {
    return this.#held.byteLength === 0 ? undefined : this.#held;
  }
}
