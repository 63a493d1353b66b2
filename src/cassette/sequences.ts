/** Which recording comes next: the n-th identical request of a selection gets the n-th recording. */

import type { Selection } from '../core/exchange.ts';

/** What a request gets after its last recording. */
export type Repeat = 'last' | 'cycle' | 'miss';

/** Recordings that follow each other. */
export interface SequenceId {
  readonly cassette: string;
  /** Tells the sequences of a cassette apart. */
  readonly id: string;
}

export class Sequences {
  readonly #taken = new Map<string, number>();
  readonly #repeat: Repeat;

  constructor(repeat: Repeat) {
    this.#repeat = repeat;
  }

  /** The index of the recording to play, of `length` there are; undefined when they are used up. Counts the request. */
  take(selection: Selection, sequence: SequenceId, length: number): number | undefined {
    // The commonest case needs no count at all.
    if (length === 1 && this.#repeat === 'last') return 0;
    const id = `${sequence.cassette}~${selection.session ?? ''}\n${selection.cassette ?? ''}\n${sequence.id}`;
    const taken = this.#taken.get(id) ?? 0;
    // `last` needs no count beyond the end, so a long load does not change the map.
    if (taken < length || this.#repeat === 'cycle') this.#taken.set(id, taken + 1);
    if (taken < length) return taken;
    if (this.#repeat === 'miss') return undefined;
    return this.#repeat === 'cycle' ? taken % length : length - 1;
  }

  /** Begins anew: everything, all sessions of a cassette, or one session of it. Returns how many sequences had begun. */
  reset({ cassette, session }: Selection): number {
    const before = this.#taken.size;
    if (cassette === undefined) this.#taken.clear();
    const start = session === undefined ? `${cassette}~` : `${cassette}~${session}\n`;
    for (const id of [...this.#taken.keys()]) if (id.startsWith(start)) this.#taken.delete(id);
    return before - this.#taken.size;
  }
}
