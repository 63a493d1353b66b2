/** UTF-8 without loss: bytes become text only where the text gives the same bytes again. */

import { Buffer, constants, isUtf8 } from 'node:buffer';

const encoder = new TextEncoder();

/**
 * The text of `bytes`, or undefined when they are not valid UTF-8 (RFC 3629) or too long for one string.
 * A byte order mark is kept as U+FEFF, so that `encodeUtf8` gives the same bytes again.
 */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  if (bytes.length > constants.MAX_STRING_LENGTH || !isUtf8(bytes)) return undefined;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

/** The bytes of `text`; a lone surrogate becomes U+FFFD, as everywhere on the web. */
export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}
