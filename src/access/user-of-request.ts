/** Whom a request says it is made for: the end user's id that the protocols have a field for. */

import type { SimRequest } from '../core/request.ts';

/** What stands in a body that may say it: no client writes a space before the colon, and a role is no key. */
const marks = ['"user":', '"safety_identifier":', '"user_id":'].map((text) => Buffer.from(text));
/** Larger bodies are not taken apart for it. Bytes. */
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_CHARACTERS = 200;

/**
 * OpenAI's `user` or `safety_identifier`, Anthropic's `metadata.user_id`; empty where there is none. Control characters are spaces,
 * and what is longer than 200 characters is cut.
 */
export function userOfRequest({ body }: Pick<SimRequest, 'body'>): string {
  if (body.byteLength === 0 || body.byteLength > MOST_BYTES) return '';
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  // Most requests name nobody, and looking for that is much cheaper than reading them.
  if (!marks.some((mark) => bytes.indexOf(mark) >= 0)) return '';
  const user = userIn(bytes);
  return user === undefined ? '' : cleanName(user, MOST_CHARACTERS);
}

function userIn(bytes: Buffer): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
  return textAt(value, 'user') ?? textAt(value, 'safety_identifier') ?? textAt(fieldOf(value, 'metadata'), 'user_id');
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

function textAt(value: unknown, name: string): string | undefined {
  const field = fieldOf(value, name);
  return typeof field === 'string' && field !== '' ? field : undefined;
}

/** A name of a client's choosing as the ledger keeps it: one line, and not longer than `most`. */
export function cleanName(text: string, most: number): string {
  return text.slice(0, most).replace(/[\u0000-\u001f\u007f]/g, ' ');
}
