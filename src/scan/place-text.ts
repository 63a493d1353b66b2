/** Places as people read them: JSON pointers and lines, without what a key might give away. */

import { looksRandom } from './randomness.ts';
import type { Place } from './walk.ts';

/** From the outside in. */
export function keysOf(place: Place | undefined): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at = place; at !== undefined; at = at.parent) keys.push(at.key);
  return keys.reverse();
}

/** RFC 6901; a key that is long or looks random is cut short, for it may be a secret itself. */
export function pointerOf(keys: readonly (string | number)[]): string {
  return keys
    .map((key) => `/${typeof key === 'number' ? key : legible(key).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

function legible(key: string): string {
  return key.length > 48 || looksRandom(key) ? `${key.slice(0, 4)}…` : key.replace(/[\0-\x1f\x7f]/g, '?');
}

/** `line:column`, both from 1. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', start)) {
    line++;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
}
