/** One text field of a multipart upload, found without reading the file in it. */

import { Buffer } from 'node:buffer';

/**
 * The value of the form field `name` (at most 64 KiB of it), or undefined. It searches for the field's header alone, so that a
 * body with any boundary, or with none that is known, is searched at the speed of `indexOf`.
 */
export function multipartField(body: Uint8Array, name: string): string | undefined {
  if (body[0] !== 0x2d || body[1] !== 0x2d) return undefined;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  let at = bytes.indexOf(`name="${name}"`);
  // `filename="model"` ends in the same letters; a field's own name has a space or a semicolon before it.
  while (at > 0 && bytes[at - 1] !== 0x20 && bytes[at - 1] !== 0x3b) at = bytes.indexOf(`name="${name}"`, at + 1);
  if (at <= 0) return undefined;
  const head = bytes.subarray(at, at + 1024).toString('latin1');
  const blank = /\r?\n\r?\n/.exec(head);
  if (blank === null) return undefined;
  const start = at + blank.index + blank[0].length;
  const end = bytes.indexOf('\n--', start);
  const value = bytes.subarray(start, Math.min(end < 0 ? bytes.length : end, start + 65_536)).toString('utf8');
  return value.endsWith('\r') ? value.slice(0, -1) : value;
}
