/** A random order. */

import type { Random } from '../../core/random.ts';

/** Fisher and Yates, 1938. */
export function shuffled<One>(from: readonly One[], random: Random): One[] {
  const left = [...from];
  const out: One[] = [];
  while (left.length > 0) out.push(...left.splice(random.below(left.length), 1));
  return out;
}
