/** Bounds the memory of loaded interactions: beyond a limit in bytes, those go that were not used for the longest time. */

export interface Evictable {
  /** Set by whoever uses the item, taken back by the cache: cheaper on the hot path than keeping an order. */
  used: boolean;
  evict(): void;
}

/** Second chance: items leave in the order in which they came, but one that was used since then gets another round. */
export class LoadedCache {
  readonly #limit: number;
  readonly #weights = new Map<Evictable, number>();
  #weight = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The bytes held now. */
  get weight(): number {
    return this.#weight;
  }

  /** Takes an item in, and evicts others where needed; false for one that is larger than the whole limit. */
  add(item: Evictable, weight: number): boolean {
    if (weight > this.#limit) return false;
    this.#drop(item);
    while (this.#weight + weight > this.#limit) this.#evictOne();
    this.#weights.set(item, weight);
    this.#weight += weight;
    return true;
  }

  #evictOne(): void {
    for (const [item, weight] of this.#weights) {
      if (item.used) {
        item.used = false;
        // To the end of the round.
        this.#weights.delete(item);
        this.#weights.set(item, weight);
        continue;
      }
      this.#drop(item);
      item.evict();
      return;
    }
  }

  #drop(item: Evictable): void {
    this.#weight -= this.#weights.get(item) ?? 0;
    this.#weights.delete(item);
  }
}
