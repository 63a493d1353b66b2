/** What invented answers leave behind for each client selection: how often a request came, and what an API was asked to keep. */

import type { Selection } from '../../core/exchange.ts';
import type { Shelf } from '../../core/shelf.ts';

const mostSelections = 10_000;
const mostCounted = 100_000;
const mostOnShelf = 10_000;

export class SelectionState {
  readonly #occurrences = new Map<string, number>();
  readonly #shelves = new Map<string, Map<string, unknown>>();

  /** 0 for the first request with this key. */
  occurrence(key: string): number {
    const n = this.#occurrences.get(key) ?? 0;
    if (n === 0 && this.#occurrences.size >= mostCounted) this.#occurrences.clear();
    this.#occurrences.set(key, n + 1);
    return n;
  }

  shelf<T>({ name }: Shelf<T>): Map<string, T> {
    let found = this.#shelves.get(name);
    if (found === undefined) {
      found = new BoundedMap<string, unknown>(mostOnShelf);
      this.#shelves.set(name, found);
    }
    // A shelf's name stands for one type: `shelf<T>()` is its only maker.
    return found as Map<string, T>;
  }
}

export class SelectionStates {
  readonly #states = new BoundedMap<string, SelectionState>(mostSelections);

  #last: { readonly selection: Selection; readonly state: SelectionState } | undefined;

  of(selection: Selection): SelectionState {
    // Most runs have one.
    if (this.#last?.selection === selection) return this.#last.state;
    const state = this.#stateOf(selection);
    this.#last = { selection, state };
    return state;
  }

  #stateOf({ cassette, session }: Selection): SelectionState {
    const name = `${cassette ?? ''}~${session ?? ''}`;
    let state = this.#states.get(name);
    if (state === undefined) {
      state = new SelectionState();
      this.#states.set(name, state);
    }
    return state;
  }

  /** Forgets: everything, all sessions of a cassette, or one session of it. */
  reset({ cassette, session }: Selection): void {
    this.#last = undefined;
    if (cassette === undefined) return this.#states.clear();
    for (const name of [...this.#states.keys()]) {
      if (session === undefined ? name.startsWith(`${cassette}~`) : name === `${cassette}~${session}`) {
        this.#states.delete(name);
      }
    }
  }
}

/** Drops what is oldest. */
class BoundedMap<K, V> extends Map<K, V> {
  readonly #most: number;

  constructor(most: number) {
    super();
    this.#most = most;
  }

  override set(key: K, value: V): this {
    if (!this.has(key) && this.size >= this.#most) {
      const [oldest] = this.keys();
      if (oldest !== undefined) this.delete(oldest);
    }
    return super.set(key, value);
  }
}
