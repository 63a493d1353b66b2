/** AWS event stream frames (`application/vnd.amazon.eventstream`, what Bedrock streams): from bytes and back, checksums verified. */

import { Buffer } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { decodeHeaders, type EventStreamHeader, encodeHeader } from './aws-event-stream-header.ts';

export type { EventStreamHeader };

export interface EventStreamFrame {
  /** In order, repeated names too. */
  readonly headers: readonly EventStreamHeader[];
  readonly payload: Uint8Array;
}

/** Two lengths and their checksum. */
const PRELUDE = 12;
/** Bytes of the checksum that ends a frame. */
export const CHECKSUM = 4;

/**
 * The whole frames at the start of `bytes`, and what is left: an unfinished frame, or all from the first byte that is not a sound
 * frame (bad checksum, impossible length, unknown header type). `encodeFrame` of each frame, then `rest`, are `bytes` again.
 * Payloads and binary values are views into `bytes`. Layout: https://smithy.io/2.0/aws/amazon-eventstream.html
 */
export function decodeFrames(bytes: Uint8Array): { frames: EventStreamFrame[]; rest: Uint8Array } {
  const frames: EventStreamFrame[] = [];
  let at = 0;
  while (bytes.length - at >= PRELUDE + CHECKSUM) {
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, bytes.length - at);
    const length = view.getUint32(0);
    const frame = length > view.byteLength ? undefined : decodeFrame(bytes.subarray(at, at + length));
    if (frame === undefined) break;
    frames.push(frame);
    at += length;
  }
  return { frames, rest: bytes.subarray(at) };
}

/** The frame that `bytes` are, all of them. */
function decodeFrame(bytes: Uint8Array): EventStreamFrame | undefined {
  if (bytes.length < PRELUDE + CHECKSUM) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const payloadStart = PRELUDE + view.getUint32(4);
  const payloadEnd = bytes.length - CHECKSUM;
  if (payloadStart > payloadEnd || crc32(bytes.subarray(0, 8)) !== view.getUint32(8)) return undefined;
  if (crc32(bytes.subarray(0, payloadEnd)) !== view.getUint32(payloadEnd)) return undefined;
  const headers = decodeHeaders(bytes.subarray(PRELUDE, payloadStart));
  return headers === undefined ? undefined : { headers, payload: bytes.subarray(payloadStart, payloadEnd) };
}

/** The bytes of `frame`. Throws RangeError where a name, value or the whole does not fit the format. */
export function encodeFrame(frame: EventStreamFrame): Uint8Array {
  const headers = Buffer.concat(frame.headers.map(encodeHeader));
  const bytes = Buffer.alloc(PRELUDE + headers.length + frame.payload.length + CHECKSUM);
  bytes.writeUInt32BE(bytes.length, 0);
  bytes.writeUInt32BE(headers.length, 4);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8);
  bytes.set(headers, PRELUDE);
  bytes.set(frame.payload, PRELUDE + headers.length);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, -CHECKSUM)), bytes.length - CHECKSUM);
  return bytes;
}
