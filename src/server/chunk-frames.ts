/** The body of a planned reply as HTTP chunks that are ready to be sent: one buffer, framed once, however often it is played. */

import type { ChunkedBody } from '../core/reply.ts';

export interface ChunkFrames {
  /** Frame i is the HTTP chunk (RFC 9112, section 7.1) of the body's chunk i; undefined where that is empty. */
  readonly frames: readonly (Buffer | undefined)[];
  /** Everything from the start of frame `from` to the end of frame `to`; with `last`, the chunk that ends the body too. */
  span(from: number, to: number, last: boolean): Buffer;
}

/** Larger bodies are not held twice. */
const largest = 8 * 1024 * 1024;
const lastChunk = '0\r\n\r\n';

/** By their offset tables: a reply that is re-timed keeps its own. */
const known = new WeakMap<readonly number[], { readonly bytes: Uint8Array; readonly frames: ChunkFrames }>();

/** The frames of `body`, the same object each time; undefined where the body is too large to be held in a second form. */
export function chunkFrames(body: ChunkedBody): ChunkFrames | undefined {
  const found = known.get(body.ends);
  if (found !== undefined && found.bytes === body.bytes) return found.frames;
  if (body.bytes.byteLength > largest) return undefined;
  const frames = framed(body);
  known.set(body.ends, { bytes: body.bytes, frames });
  return frames;
}

function framed({ bytes, ends }: ChunkedBody): ChunkFrames {
  const heads = ends.map((end, i) => {
    const size = end - (ends[i - 1] ?? 0);
    // An empty HTTP chunk would be the last one.
    return size === 0 ? '' : `${size.toString(16)}\r\n`;
  });
  const overhead = heads.reduce((sum, head) => sum + (head === '' ? 0 : head.length + 2), lastChunk.length);
  const whole = Buffer.allocUnsafeSlow(bytes.byteLength + overhead);
  /** Where each frame begins, and where the last of them ends. */
  const starts = new Uint32Array(ends.length + 1);
  let at = 0;
  for (const [i, head] of heads.entries()) {
    starts[i] = at;
    if (head === '') continue;
    at += whole.write(head, at, 'latin1');
    const piece = bytes.subarray(ends[i - 1] ?? 0, ends[i]);
    whole.set(piece, at);
    at += piece.byteLength;
    at += whole.write('\r\n', at, 'latin1');
  }
  starts[ends.length] = at;
  whole.write(lastChunk, at, 'latin1');
  const startOf = (frame: number): number => starts[frame] ?? at;
  return {
    frames: heads.map((head, i) => (head === '' ? undefined : whole.subarray(startOf(i), startOf(i + 1)))),
    span: (from, to, last) => whole.subarray(startOf(from), startOf(to + 1) + (last ? lastChunk.length : 0)),
  };
}
