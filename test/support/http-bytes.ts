/** HTTP/1.1 message parts as the exact bytes that go on the wire. */

import type { HeaderList } from '../../src/core/headers.ts';

/** Text becomes UTF-8. */
export function bytesOf(piece: Uint8Array | string): Buffer {
  return typeof piece === 'string' ? Buffer.from(piece) : Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
}

/** A start line and headers as they are, with the empty line behind them; latin1. */
export function headBytes(startLine: string, headers: HeaderList): Buffer {
  return Buffer.from(`${startLine}\r\n${fieldLines(headers)}\r\n`, 'latin1');
}

/** One HTTP chunk; empty bytes would read as the last one and are refused. */
export function chunkBytes(piece: Buffer): Buffer {
  if (piece.length === 0) throw new Error('an HTTP chunk cannot be empty');
  return Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]);
}

/** The last chunk with its trailers. */
export function lastChunk(trailers: HeaderList): Buffer {
  return Buffer.from(`0\r\n${fieldLines(trailers)}\r\n`, 'latin1');
}

function fieldLines(headers: HeaderList): string {
  return headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
}
