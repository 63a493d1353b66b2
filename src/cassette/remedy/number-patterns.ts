/** Finds what looks like a running number in texts that differ (`build-1234` against `build-1235`), as a pattern for it. */

import type { Difference } from '../diff/difference.ts';

export interface NumberPattern {
  /** In RE2 syntax. */
  readonly pattern: string;
  readonly as: string;
}

const mostPatterns = 3;

/** Of texts with more than one word: what stands alone (a model, a name) is no text with a number in it. */
export function numberPatterns(differences: readonly Difference[]): readonly NumberPattern[] {
  const found = new Map<string, NumberPattern>();
  for (const { words = [], from, to } of differences) {
    if (![from, to].every((text) => typeof text === 'string' && /\s/.test(text))) continue;
    for (const [i, run] of words.entries()) {
      const next = words[i + 1];
      if (run.kind !== 'removed' || next?.kind !== 'added') continue;
      for (const pattern of patternsOf(run.text, next.text)) found.set(pattern.pattern, pattern);
    }
  }
  return [...found.values()].slice(0, mostPatterns);
}

/** Word by word, as far as the words are the same but for their numbers. */
function patternsOf(removed: string, added: string): readonly NumberPattern[] {
  const [before, after] = [removed.split(/\s+/), added.split(/\s+/)];
  if (before.length !== after.length) return [];
  return before.flatMap((word, i) => {
    if (word === after[i] || word.length > 80) return [];
    const shape = word.replace(/\d+/g, '0');
    // Letters must tell which number is meant.
    if (shape === word || shape !== (after[i] ?? '').replace(/\d+/g, '0') || !/[A-Za-z]{2}/.test(word)) return [];
    const pattern = shape.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('0', '\\d+');
    return [{ pattern, as: shape.replaceAll('0', 'N') }];
  });
}
