/** A take: one reply as it is being recorded, its chunks and their times, charged to the memory budget. */

import type { MemoryAccount } from '../core/memory-budget.ts';

export class Take {
  readonly chunks: Uint8Array[] = [];
  /** Milliseconds since the request was received, one a chunk. */
  readonly times: number[] = [];
  bytes = 0;
  count = 0;
  firstChunk: number | undefined;
  /** Why the take was given up, or undefined. */
  spoiled: string | undefined;
  readonly #memory: MemoryAccount;
  readonly #maxBody: number;

  constructor(memory: MemoryAccount, maxBody: number) {
    this.#memory = memory;
    this.#maxBody = maxBody;
  }

  add(bytes: Uint8Array, at: number): void {
    this.firstChunk ??= at;
    this.count += 1;
    this.bytes += bytes.byteLength;
    if (this.spoiled !== undefined || bytes.byteLength === 0) return;
    if (this.bytes > this.#maxBody)
      return this.spoil(`the response is larger than ${this.#maxBody} bytes (--max-body)`);
    if (!this.#memory.take(bytes.byteLength)) {
      return this.spoil('all open recordings together passed the memory budget (--record-memory)');
    }
    this.chunks.push(bytes);
    this.times.push(at);
  }

  /** Gives the recording up and lets its bytes go; the client's answer is not touched. */
  spoil(why: string): void {
    this.spoiled ??= why;
    this.#memory.give(this.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0));
    this.chunks.length = 0;
    this.times.length = 0;
  }
}
