/** How much sound or how large a picture stands in a JSON value as base64. */

import { objectOf } from './json-shape.ts';

/** Shorter strings are ids, hashes and words. */
const shortest = 256;
const deepest = 12;

/** A data URL, or base64 of either alphabet: no prose has so many characters without a space. */
const base64 = /^(?:data:[\w./+;=-]*,)?[\w+/-]{128}/;

/** What is encrypted or signed is no media, nor are vectors. */
const otherBase64 = /signature|encrypted|embedding/i;

/** In bytes, decoded; 0 where there is none. */
export function mediaSize(value: unknown, depth = 0): number {
  if (typeof value === 'string') {
    return value.length >= shortest && base64.test(value) ? Math.floor((value.length * 3) / 4) : 0;
  }
  if (depth === deepest) return 0;
  if (Array.isArray(value)) {
    let size = 0;
    for (const element of value) if (typeof element !== 'number') size += mediaSize(element, depth + 1);
    return size;
  }
  let size = 0;
  for (const [name, field] of Object.entries(objectOf(value) ?? {})) {
    if (!otherBase64.test(name)) size += mediaSize(field, depth + 1);
  }
  return size;
}
