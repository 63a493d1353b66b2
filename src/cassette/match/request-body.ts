/** What kind of body a request has, told from its content type and its first bytes. */

import { decodeUtf8 } from '../../codec/utf8.ts';
import { mediaType } from '../../core/headers.ts';

/** The text of a body that says it is JSON, or begins like an object or array: some clients send JSON under another type or none. */
export function jsonTextOf(contentType: string | undefined, bytes: Uint8Array): string | undefined {
  return looksLikeJson(mediaType(contentType), bytes) ? decodeUtf8(bytes) : undefined;
}

function looksLikeJson(media: string, bytes: Uint8Array): boolean {
  if (media === 'application/json' || media.endsWith('+json')) return true;
  const first = bytes.find((byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
  return first === 0x7b || first === 0x5b;
}
