/** The text of llmsim's own keys: how one is made, recognised, shortened for people, and hashed for the database. */

import * as crypto from 'node:crypto';

/** Some SDKs look for `sk-`; the rest tells a key of llmsim from a provider's, for people and for scanners. */
const START = 'sk-llmsim-';
const SECRET_BYTES = 32;
const SHAPE = /^sk-llmsim-[\w-]{43}$/;
/** Characters of the secret part that stay readable: 36 of its 256 bits. */
const SHOWN = 6;

/** A new key: 256 random bits, so that its hash needs neither salt nor stretching. */
export function newKeyText(randomBytes: (length: number) => Uint8Array = crypto.randomBytes): string {
  return START + Buffer.from(randomBytes(SECRET_BYTES)).toString('base64url');
}

/** Whether a text has the shape of llmsim's keys; nothing is said of its being valid. */
export function isKeyText(text: string): boolean {
  return SHAPE.test(text);
}

/** What a key is recognised by in lists: its beginning. */
export function keyPrefix(text: string): string {
  return text.slice(0, START.length + SHOWN);
}

let lastText = '';
let lastHash = '';

/** SHA-256 in hex: what is stored, and what a presented key is looked up by. The last one is known: who asks mostly asks again. */
export function keyHash(text: string): string {
  if (text !== lastText || lastHash === '') {
    lastHash = crypto.hash('sha256', text, 'hex');
    lastText = text;
  }
  return lastHash;
}

/**
 * A presented key as an error message may repeat it: at most the first 8 and the last 4 characters, and of a short one
 * nothing, as OpenAI's own message has it.
 */
export function maskedKey(text: string): string {
  const line = text.replace(/[^\x21-\x7e]/g, '?');
  return line.length < 16
    ? '*'.repeat(Math.min(line.length, 8))
    : `${line.slice(0, 8)}${'*'.repeat(8)}${line.slice(-4)}`;
}
