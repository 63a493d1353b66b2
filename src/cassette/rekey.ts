/** Computes the keys of a cassette's recordings anew, for a recipe other than the one that they were recorded under. */

import type { SimRequest } from '../core/request.ts';
import { createRedactor, type Redactor } from '../redaction/redactor.ts';
import type { DecodedInteraction } from './decode-interaction.ts';
import { parseFileName } from './file-name.ts';
import type { MatchKey, Recipe } from './recipe.ts';
import { currentRecipe } from './recipes/list.ts';

/** What keys are made with: on both sides the same redaction before the same recipe. */
export interface Keys {
  readonly recipe: Recipe;
  readonly redactor: Redactor;
}

/** Where no configuration is at hand. */
export function usualKeys(): Keys {
  return { recipe: currentRecipe(), redactor: createRedactor() };
}

/** The key of a recorded request; it was redacted when it was recorded, and is again, because the rules may have become more. */
export function recordedKey({ recipe, redactor }: Keys, request: SimRequest): MatchKey {
  return recipe.keyOf(redactor.begin(request).request);
}

export interface Rekeyed {
  readonly name: string;
  readonly key: MatchKey;
  readonly interaction: DecodedInteraction;
}

/** Files that are read at once. */
const together = 16;

/**
 * The key of each recording, in the order in which recordings of one key follow each other: as they were recorded. What cannot be
 * read is left out. `progress` hears how many are done, after every few.
 */
export async function rekeyAll(
  names: readonly string[],
  read: (name: string) => Promise<DecodedInteraction>,
  keys: Keys,
  progress: (done: number) => void = () => undefined,
): Promise<readonly Rekeyed[]> {
  const all: Rekeyed[] = [];
  for (let i = 0; i < names.length; i += together) {
    const some = names.slice(i, i + together).map(async (name): Promise<Rekeyed[]> => {
      let interaction: DecodedInteraction;
      try {
        interaction = await read(name);
      } catch {
        return [];
      }
      return [{ name, interaction, key: recordedKey(keys, interaction.request) }];
    });
    all.push(...(await Promise.all(some)).flat());
    progress(Math.min(i + together, names.length));
  }
  return inOrder(all);
}

/**
 * By when they were recorded, and recordings that had one key in the order of their numbers: one that was refreshed since is
 * younger than those behind it.
 */
function inOrder(all: readonly Rekeyed[]): readonly Rekeyed[] {
  const times = new Map<Rekeyed, string>();
  const earliest = new Map<string, string>();
  const backwards = [...all].sort((a, b) => numberOf(b) - numberOf(a));
  for (const one of backwards) {
    const { stem = '' } = parseFileName(one.name) ?? {};
    const later = earliest.get(stem);
    const { recordedAt } = one.interaction;
    const time = later !== undefined && later < recordedAt ? later : recordedAt;
    earliest.set(stem, time);
    times.set(one, time);
  }
  return [...all].sort(
    (a, b) => compare(times.get(a) ?? '', times.get(b) ?? '') || numberOf(a) - numberOf(b) || compare(a.name, b.name),
  );
}

function numberOf({ name }: Rekeyed): number {
  return parseFileName(name)?.n ?? 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
