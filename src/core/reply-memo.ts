/** Keeps what was made of a recorded reply for when it is played again, at whatever pace and whoever asks. */

import type { HeaderList } from './headers.ts';
import type { PlannedReply } from './reply.ts';

type Played = Pick<PlannedReply, 'status' | 'statusText' | 'headers' | 'bytes'>;

/**
 * Holds what follows from status, headers and body alone, and only as long as the headers live. Headers and body are known by their
 * objects, which are the same each time a recording is played; a reply that a fault has changed has others, and shares nothing with it.
 */
export class ReplyMemo<Value> {
  readonly #known = new WeakMap<HeaderList, Played & { readonly value: Value }>();

  get({ status, statusText, headers, bytes }: Played): Value | undefined {
    const known = this.#known.get(headers);
    if (known === undefined || known.bytes !== bytes) return undefined;
    return known.status === status && known.statusText === statusText ? known.value : undefined;
  }

  set({ status, statusText, headers, bytes }: Played, value: Value): void {
    this.#known.set(headers, { status, statusText, headers, bytes, value });
  }
}
