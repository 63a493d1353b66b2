/** A binary heap that gives the item with the smallest key first; items may change their key or leave at any time. */

export class MinHeap<T extends object> {
  readonly #items: T[] = [];
  readonly #places = new Map<T, number>();
  readonly #keyOf: (item: T) => number;

  /** @param keyOf asked anew at each step, so that `update` need not be told the key */
  constructor(keyOf: (item: T) => number) {
    this.#keyOf = keyOf;
  }

  get size(): number {
    return this.#items.length;
  }

  /** The item with the smallest key, which stays. */
  get first(): T | undefined {
    return this.#items[0];
  }

  add(item: T): void {
    this.#items.push(item);
    this.#settle(item, this.#items.length - 1);
  }

  /** Does nothing for an item that is not there. */
  remove(item: T): void {
    const at = this.#places.get(item);
    const last = this.#items.pop();
    if (at === undefined || last === undefined) {
      if (last !== undefined) this.#items.push(last);
      return;
    }
    this.#places.delete(item);
    if (last !== item) this.#settle(last, at);
  }

  /** After the key of an item that is there has changed. */
  update(item: T): void {
    const at = this.#places.get(item);
    if (at !== undefined) this.#settle(item, at);
  }

  /** Puts an item at a place that is free or its own, and moves it up or down from there. */
  #settle(item: T, from: number): void {
    const key = this.#keyOf(item);
    let at = from;
    for (;;) {
      const above = (at - 1) >> 1;
      const parent = at === 0 ? undefined : this.#items[above];
      if (parent === undefined || this.#keyOf(parent) <= key) break;
      this.#put(parent, at);
      at = above;
    }
    for (;;) {
      const below = this.#smallerBelow(at);
      const child = this.#items[below];
      if (child === undefined || child === item || this.#keyOf(child) >= key) break;
      this.#put(child, at);
      at = below;
    }
    this.#put(item, at);
  }

  #smallerBelow(at: number): number {
    const left = 2 * at + 1;
    const [one, other] = [this.#items[left], this.#items[left + 1]];
    return one !== undefined && other !== undefined && this.#keyOf(other) < this.#keyOf(one) ? left + 1 : left;
  }

  #put(item: T, at: number): void {
    this.#items[at] = item;
    this.#places.set(item, at);
  }
}
