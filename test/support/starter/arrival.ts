/** How a made-up reply arrives: in which chunks, and when; plausible, and the same on every run. */

import type { ChunkedBody, Timing } from '../../../src/core/reply.ts';
import type { Seeded } from './seeded.ts';

/** Milliseconds, each from a range. */
export interface Pace {
  /** From the request to the first chunk. */
  readonly first: readonly [min: number, max: number];
  /** Between two chunks that did not come together. */
  readonly gap: readonly [min: number, max: number];
}

export const modelPace: Pace = { first: [250, 400], gap: [10, 40] };
/** A REST resource that no model computes. */
export const resourcePace: Pace = { first: [60, 140], gap: [1, 4] };

export interface Arrival extends ChunkedBody {
  readonly timing: Timing;
}

/**
 * Pieces are what the provider wrote at once. Some reach the client in one chunk with the piece before them, some close
 * behind it.
 */
export function arrivalOf(pieces: readonly Uint8Array[], pace: Pace, random: Seeded): Arrival {
  const chunks: Uint8Array[] = [];
  const times: number[] = [];
  let now = random.between(...pace.first);
  const head = now - random.between(0.3, 2);
  for (const piece of pieces) {
    const last = chunks.at(-1);
    if (last !== undefined && random.chance(0.12)) {
      chunks[chunks.length - 1] = Buffer.concat([last, piece]);
      continue;
    }
    if (last !== undefined) now += random.chance(0.15) ? random.between(0.05, 0.4) : random.between(...pace.gap);
    chunks.push(piece);
    times.push(now);
  }
  let length = 0;
  const ends = chunks.map((chunk) => {
    length += chunk.length;
    return length;
  });
  const end = now + random.between(0.1, 0.8);
  return { bytes: Buffer.concat(chunks), ends, timing: { head, chunks: times, end } };
}
