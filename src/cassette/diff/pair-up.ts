/** Which elements of two arrays stand for each other, where they are not equal. */

import type { CanonicalValue } from '../../core/canonical.ts';
import type { Pair } from './align.ts';
import { likeness, type Traits, traitsOfValue, wordLikeness } from './traits.ts';

/** Beyond so many comparisons, elements are taken in their order. */
const mostComparisons = 400;
/** Less alike are not the same element changed, but one gone and another new. */
const leastLikeness = 0.2;

/**
 * Pairs in order: all of them where there are as many on either side, else those that are most alike.
 */
export function pairUp(from: readonly CanonicalValue[], to: readonly CanonicalValue[]): readonly Pair[] {
  if (from.length === 0 || to.length === 0) return [];
  const inOrder = from.length === to.length || from.length * to.length > mostComparisons;
  if (inOrder) return from.slice(0, to.length).map((_, i) => [i, i] as const);
  return mostAlike(from.map(traitsOfValue), to.map(traitsOfValue));
}

/** The pairs with the highest sum of likenesses that do not cross, by dynamic programming. */
function mostAlike(from: readonly Traits[], to: readonly Traits[]): readonly Pair[] {
  const width = to.length + 1;
  const best = new Float64Array((from.length + 1) * width);
  const like = new Float64Array(from.length * to.length);
  const at = (i: number, j: number): number => best[i * width + j] ?? 0;
  const likeAt = (i: number, j: number): number => like[i * to.length + j] ?? 0;
  for (let i = from.length - 1; i >= 0; i -= 1) {
    for (let j = to.length - 1; j >= 0; j -= 1) {
      like[i * to.length + j] = howLike(from[i], to[j]);
      const paired = likeAt(i, j) < leastLikeness ? 0 : likeAt(i, j) + at(i + 1, j + 1);
      best[i * width + j] = Math.max(paired, at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  while (i < from.length && j < to.length) {
    if (at(i, j) === at(i + 1, j)) i += 1;
    else if (at(i, j) === at(i, j + 1)) j += 1;
    else {
      pairs.push([i, j]);
      i += 1;
      j += 1;
    }
  }
  return pairs;
}

function howLike(a: Traits | undefined, b: Traits | undefined): number {
  return a === undefined || b === undefined ? 0 : (likeness(a, b) + wordLikeness(a, b)) / 2;
}
