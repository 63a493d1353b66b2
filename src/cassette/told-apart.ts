/** Tells recordings of one key apart by the generated ids in their requests: the id that a client got leads to what followed it. */

import type { Entry } from './entry.ts';
import type { MatchKey } from './recipe.ts';

export interface Narrowed {
  readonly entries: readonly Entry[];
  /** Tells this narrowing from others of the same key; empty for all recordings. */
  readonly id: string;
}

/** The recordings of one key, grouped by ids. */
export class ToldApart {
  readonly #all: readonly Entry[];
  readonly #groups = new Map<string, { readonly ids: readonly string[]; readonly entries: Entry[] }>();

  /** @param idsOf the ids in the request of each entry, in the order of their numbers */
  constructor(entries: readonly Entry[], idsOf: ReadonlyMap<Entry, readonly string[]>) {
    this.#all = entries;
    for (const entry of entries) {
      const ids = idsOf.get(entry) ?? [];
      const id = ids.join('\n');
      const group = this.#groups.get(id);
      if (group === undefined) this.#groups.set(id, { ids, entries: [entry] });
      else group.entries.push(entry);
    }
  }

  /** The recordings with just these ids, else those that share most of them, else all. */
  narrow({ ids }: MatchKey): Narrowed {
    const id = ids.join('\n');
    const exact = this.#groups.get(id);
    if (exact !== undefined) return { entries: exact.entries, id };
    let most = 0;
    let best: { readonly id: string; readonly entries: readonly Entry[] } | undefined;
    for (const [groupId, group] of this.#groups) {
      const shared = group.ids.filter((value, i) => value === ids[i]).length;
      if (shared <= most) continue;
      most = shared;
      best = { id: groupId, entries: group.entries };
    }
    return best ?? { entries: this.#all, id: '' };
  }
}
