/** Runs compressed chunks through one of zlib's decoders and keeps apart what each of them gave. */

import { Buffer } from 'node:buffer';
import * as zlib from 'node:zlib';

/** The part of zlib's streams that is used here. */
type Decoder = zlib.Gunzip | zlib.Inflate | zlib.BrotliDecompress;

export type ContentDecoder = (firstBytes: Uint8Array) => Decoder;

export interface DecodedStream {
  /** `trailing`: the stream was complete before its last byte. */
  readonly end: 'complete' | 'trailing' | 'truncated' | 'corrupt' | 'too-large';
  /** As many as went in. */
  readonly chunks: readonly Uint8Array[];
}

/** Absent before Node 22.15, and from the types of Node 20. */
const { createZstdDecompress } = zlib as { createZstdDecompress?: () => Decoder };

/** How each content coding (RFC 9110, section 8.4.1; br RFC 7932; zstd RFC 8878) that this Node knows is decoded. */
export const contentDecoders: ReadonlyMap<string, ContentDecoder> = new Map<string, ContentDecoder>([
  ['gzip', () => zlib.createGunzip()],
  ['x-gzip', () => zlib.createGunzip()],
  ['deflate', (first) => (looksLikeZlib(first) ? zlib.createInflate() : zlib.createInflateRaw())],
  ['br', () => zlib.createBrotliDecompress()],
  ...(createZstdDecompress ? [['zstd', () => createZstdDecompress()] as const] : []),
]);

/** `deflate` should mean zlib's format (RFC 1950); some servers send the bare one (RFC 1951). */
function looksLikeZlib([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
}

/** Writes one chunk at a time and waits until the decoder has given all that it can. Stops when more than `limit` bytes came. */
export function decodeStream(decoder: Decoder, chunks: readonly Uint8Array[], limit: number): Promise<DecodedStream> {
  return new Promise((resolve) => {
    const decoded: Uint8Array[] = [];
    let pieces: Uint8Array[] = [];
    let total = 0;
    let settled = false;
    const settle = (end: DecodedStream['end']): void => {
      if (settled) return;
      settled = true;
      decoder.destroy();
      // What a decoder gives at its end belongs to the chunk that it was still busy with, or to the last.
      if (decoded.length === chunks.length) pieces.unshift(decoded.pop() ?? EMPTY);
      decoded.push(joined(pieces));
      while (decoded.length < chunks.length) decoded.push(EMPTY);
      resolve({ end, chunks: decoded });
    };
    decoder.on('data', (piece: Uint8Array) => {
      pieces.push(piece);
      total += piece.length;
      if (total > limit) settle('too-large');
    });
    decoder.on('error', (error: NodeJS.ErrnoException) => {
      settle(error.code === 'Z_BUF_ERROR' ? 'truncated' : 'corrupt');
    });
    decoder.on('end', () => {
      settle(decoder.bytesWritten < chunks.reduce((sum, chunk) => sum + chunk.length, 0) ? 'trailing' : 'complete');
    });
    const next = (): void => {
      let chunk = chunks[decoded.length];
      while (chunk !== undefined && chunk.length === 0) {
        decoded.push(EMPTY);
        chunk = chunks[decoded.length];
      }
      if (chunk === undefined) {
        decoder.end();
        return;
      }
      decoder.write(chunk, (error) => {
        if (error || settled) return;
        decoded.push(joined(pieces));
        pieces = [];
        next();
      });
    };
    next();
  });
}

const EMPTY = new Uint8Array(0);

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const filled = pieces.filter((piece) => piece.length > 0);
  return filled.length === 1 && filled[0] !== undefined ? filled[0] : Buffer.concat(filled);
}
