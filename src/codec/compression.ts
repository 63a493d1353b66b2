/** Content encodings: the plain bytes that each compressed chunk made readable, so that chunk boundaries survive decoding. */

import { Buffer } from 'node:buffer';
import { InflateRaw } from 'node:zlib';
import { contentDecoders, decodeStream } from './decode-stream.ts';
import { isWholeZstd } from './zstd-frames.ts';

export type DecodedChunks =
  /** One entry a chunk, some may be empty. `truncated`: the stream ended early, and this is what could be decoded. */
  | { readonly kind: 'decoded'; readonly chunks: readonly Uint8Array[]; readonly truncated: boolean }
  /** The label is wrong: the chunks are plain text as they stand. */
  | { readonly kind: 'plain' }
  /** A coding that this Node cannot decode (zstd before 22.15) or that nobody knows. */
  | { readonly kind: 'unsupported'; readonly encoding: string }
  | { readonly kind: 'corrupt' }
  /** More than `limit` bytes came out of one coding; decoding stopped there. */
  | { readonly kind: 'too-large' };

/** As many as curl takes; more is an attack. */
const MAX_CODINGS = 5;

/**
 * Decodes a body that arrived as `chunks` under `contentEncoding`, a header value such as `gzip` or `gzip, br` (applied in
 * that order). Chunk i of the result is what could be decoded when chunk i had arrived and not before. Nothing left after
 * the end of a compressed stream is given. `limit` is in bytes. Never rejects.
 */
export async function decodeChunks(
  contentEncoding: string,
  chunks: readonly Uint8Array[],
  limit: number,
): Promise<DecodedChunks> {
  const codings = contentEncoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim());
  const applied = codings.filter((coding) => coding !== '' && coding !== 'identity');
  if (applied.length > MAX_CODINGS) return { kind: 'unsupported', encoding: contentEncoding };
  let current: DecodedChunks & { kind: 'decoded' } = { kind: 'decoded', chunks, truncated: false };
  if (lengthOf(chunks) > limit) return { kind: 'too-large' };
  for (const [i, coding] of applied.reverse().entries()) {
    const next = await decodeOne(coding, current.chunks, limit);
    if (next.kind === 'plain' && i > 0) return current;
    if (next.kind !== 'decoded') return next;
    current = { ...next, truncated: current.truncated || next.truncated };
  }
  return current;
}

async function decodeOne(coding: string, chunks: readonly Uint8Array[], limit: number): Promise<DecodedChunks> {
  if (lengthOf(chunks) === 0) return { kind: 'decoded', chunks, truncated: false };
  const decoderOf = contentDecoders.get(coding);
  if (decoderOf === undefined) return isText(chunks) ? { kind: 'plain' } : { kind: 'unsupported', encoding: coding };
  const decoder = decoderOf(firstTwo(chunks));
  const { end, chunks: decoded } = await decodeStream(decoder, chunks, limit);
  // Text can pass for the start of compressed bytes (`;` is an empty stream in brotli). In full it passes only for bare
  // deflate, which has neither a magic number nor a checksum.
  if ((end !== 'complete' || decoder instanceof InflateRaw) && isText(chunks)) return { kind: 'plain' };
  if (end === 'too-large' || end === 'corrupt') return { kind: end };
  const cutShort =
    end === 'truncated' || (end === 'complete' && coding === 'zstd' && !isWholeZstd(Buffer.concat(chunks)));
  return { kind: 'decoded', chunks: decoded, truncated: cutShort };
}

function lengthOf(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

function firstTwo(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes: number[] = [];
  for (const chunk of chunks) {
    bytes.push(...chunk.subarray(0, 2 - bytes.length));
    if (bytes.length === 2) break;
  }
  return Uint8Array.from(bytes);
}

/** UTF-8, perhaps cut short, without control characters other than white space: compressed bytes are that only by a rare accident. */
function isText(chunks: readonly Uint8Array[]): boolean {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  try {
    return chunks.every((chunk) => !/[\0-\x08\x0e-\x1f\x7f]/.test(utf8.decode(chunk, { stream: true })));
  } catch {
    return false;
  }
}
