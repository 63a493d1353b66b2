/** Says of a presented key whether it is valid, from memory where it can: the database is asked about twice a second, not at each request. */

import type { Clock } from '../core/clock.ts';
import { type KeyRecord, type KeyState, principalOfKey, stateOf } from './key-record.ts';
import { keyHash } from './key-text.ts';
import type { Principal } from './principal.ts';

export type KeyVerdict =
  | { readonly kind: 'valid'; readonly principal: Principal }
  | { readonly kind: 'unknown' }
  | { readonly kind: Exclude<KeyState, 'valid'>; readonly principal: Principal };

export interface KeySource {
  find(hash: string): KeyRecord | undefined;
  /** Another number whenever a key has changed. */
  changes(): number;
}

/** What a key's requests cost that is not in the database yet, in billionths of a US dollar. */
export interface PendingCosts {
  pendingCost(keyId: string): number;
}

/** A key that is revoked, by this or another process, is refused at most this much later. Milliseconds. */
const FRESH_MS = 500;
const MOST_KEYS = 10_000;

interface Known {
  readonly key: KeyRecord;
  readonly valid: KeyVerdict;
  readAt: number;
}

const unknown: KeyVerdict = { kind: 'unknown' };

export class VerifiedKeys {
  readonly #source: KeySource;
  readonly #clock: Clock;
  readonly #pending: PendingCosts;
  /** By hash: keys do not stay in memory. */
  readonly #known = new Map<string, Known | 'unknown'>();
  #changes: number;
  #checkedAt: number;

  constructor(source: KeySource, clock: Clock, pending: PendingCosts) {
    this.#source = source;
    this.#clock = clock;
    this.#pending = pending;
    this.#changes = source.changes();
    this.#checkedAt = clock.now();
  }

  verify(text: string): KeyVerdict {
    const now = this.#clock.now();
    this.#notice(now);
    const hash = keyHash(text);
    let known = this.#known.get(hash) ?? this.#read(hash, now);
    if (known === 'unknown') return unknown;
    const { budgetNanoUsd, expiresAt, revokedAt } = known.key;
    if (budgetNanoUsd === undefined && expiresAt === undefined && revokedAt === undefined) return known.valid;
    // Other processes may have spent of the budget.
    if (budgetNanoUsd !== undefined && now - known.readAt >= FRESH_MS) known = this.#read(hash, now);
    return known === 'unknown' ? unknown : this.#judge(known);
  }

  #judge({ key, valid }: Known): KeyVerdict {
    const spent = key.costNanoUsd + this.#pending.pendingCost(key.id);
    const state = stateOf(key, this.#clock.date().getTime(), spent);
    return state === 'valid' ? valid : { kind: state, principal: principalOfKey(key) };
  }

  /** All is forgotten when any key has changed: that is rare, and a key is soon read again. */
  #notice(now: number): void {
    if (now - this.#checkedAt < FRESH_MS) return;
    this.#checkedAt = now;
    const changes = this.#source.changes();
    if (changes === this.#changes) return;
    this.#changes = changes;
    this.#known.clear();
  }

  #read(hash: string, now: number): Known | 'unknown' {
    const key = this.#source.find(hash);
    const known = key === undefined ? 'unknown' : knownOf(key, now);
    if (this.#known.size >= MOST_KEYS) this.#forgetOldest();
    this.#known.set(hash, known);
    return known;
  }

  #forgetOldest(): void {
    for (const hash of this.#known.keys()) {
      this.#known.delete(hash);
      return;
    }
  }
}

function knownOf(key: KeyRecord, readAt: number): Known {
  return { key, valid: { kind: 'valid', principal: principalOfKey(key) }, readAt };
}
