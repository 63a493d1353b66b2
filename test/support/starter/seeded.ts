/** Made-up ids and numbers that are the same on every run: each recording draws from a stream of its own, named after it. */

import { createHash } from 'node:crypto';
import { seededRandom } from '../random-cuts.ts';

export interface Seeded {
  /** In [min, max). */
  between(min: number, max: number): number;
  chance(probability: number): boolean;
  /** Letters and digits, as most providers write their ids. */
  id(length: number): string;
  hex(length: number): string;
  uuid(): string;
}

const lettersAndDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export function seeded(name: string): Seeded {
  const random = seededRandom(createHash('sha256').update(name).digest().readUInt32BE(0));
  const pick = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
  const hex = (length: number): string => pick('0123456789abcdef', length);
  return {
    between: (min, max) => min + random() * (max - min),
    chance: (probability) => random() < probability,
    id: (length) => pick(lettersAndDigits, length),
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  };
}

/** A text in pieces of about a model's tokens: words with the space before them, and what stands between words. */
export function tokensOf(text: string): string[] {
  return text.match(/\s?[\p{L}\p{N}]+|\s?[^\s\p{L}\p{N}]+|\s/gu) ?? [];
}

/** A text in pieces of `size` tokens, for the providers that send more than one at a time. */
export function phrasesOf(text: string, size: number): string[] {
  const tokens = tokensOf(text);
  return Array.from({ length: Math.ceil(tokens.length / size) }, (_, i) =>
    tokens.slice(i * size, (i + 1) * size).join(''),
  );
}
