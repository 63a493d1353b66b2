/** Ids as OpenAI makes them: a prefix and letters and digits. */

import type { Random } from '../core/random.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** `chatcmpl-` + 29 characters, `call_` + 24, … */
export function openaiId(prefix: string, length: number, random: Random): string {
  let id = prefix;
  for (let i = 0; i < length; i += 1) id += alphabet.charAt(random.below(alphabet.length));
  return id;
}

export function hexId(prefix: string, bytes: number, random: Random): string {
  return prefix + Buffer.from(random.bytes(bytes)).toString('hex');
}
