/** Lets requests in or not, and keeps what is left of each limit. */

import type { Counted, Demand, LimitReached, LimitState } from '../../core/rate-limits.ts';
import type { LimitSet, LimitWindow } from './limit-set.ts';
import type { Scope } from './scopes.ts';
import { TokenBucket } from './token-bucket.ts';

export type Admission =
  | { readonly kind: 'admitted'; readonly admitted: AdmittedRequest }
  | { readonly kind: 'refused'; readonly reached: LimitReached };

/** A request that was let in, until its answer is over. */
export interface AdmittedRequest {
  /** Makes what was taken what is counted; later calls count from there. */
  correct(demand: Demand, now: number): void;
  /** The answer is over. */
  release(): void;
  /** All limits that it was let in by, as they stand. */
  states(now: number): readonly LimitState[];
}

/** When a client may come again that has too many answers under way, in ms: nobody knows when one of them ends. */
const retryConcurrency = 1_000;
/** Clients and models that are remembered; of more, those that are forgotten begin with full limits. */
const mostScopes = 20_000;

interface Holder {
  readonly bucket: TokenBucket;
  readonly counts: Counted;
}

interface ScopeState {
  readonly windows: Map<string, Holder>;
  /** Those of `windows` that count by the limits that were asked for last. */
  limits: LimitSet | undefined;
  holders: readonly Holder[];
  open: number;
}

export class RateLimiter {
  readonly #scopes = new Map<string, ScopeState>();

  /** Takes `demand` from all limits of `scopes`, or from none. `now` is monotonic milliseconds, here and below. */
  admit(scopes: readonly Scope[], demand: Demand, now: number): Admission {
    const states = scopes.map(({ id, limits }) => this.#state(id, limits, now));
    const held = holdersOf(states);
    const reached = reachedOf(scopes, states, held, demand, now);
    if (reached !== undefined) return { kind: 'refused', reached };
    for (const { bucket, counts } of held) bucket.take(demand[counts], now);
    for (const state of states) state.open += 1;
    return { kind: 'admitted', admitted: admittedRequest(held, states, demand) };
  }

  /** Counts a request that was refused for another limit, as far as there is one left. */
  countRefused(scopes: readonly Scope[], now: number): void {
    for (const { bucket, counts } of this.#held(scopes, now)) {
      if (counts === 'requests' && bucket.level(now) >= 1) bucket.take(1, now);
    }
  }

  /** All limits of `scopes` as they stand. */
  states(scopes: readonly Scope[], now: number): readonly LimitState[] {
    return this.#held(scopes, now).map((holder) => stateOf(holder, now));
  }

  #held(scopes: readonly Scope[], now: number): readonly Holder[] {
    return holdersOf(scopes.map(({ id, limits }) => this.#state(id, limits, now)));
  }

  #state(id: string, limits: LimitSet, now: number): ScopeState {
    let state = this.#scopes.get(id);
    if (state === undefined) {
      if (this.#scopes.size >= mostScopes) this.#forget();
      state = { windows: new Map(), limits: undefined, holders: [], open: 0 };
      this.#scopes.set(id, state);
    }
    if (state.limits !== limits) {
      const { windows } = state;
      state.holders = limits.windows.map((window) => holderOf(windows, window, now));
      state.limits = limits;
    }
    return state;
  }

  /** The oldest with nothing under way. */
  #forget(): void {
    for (const [id, { open }] of this.#scopes) {
      if (open > 0) continue;
      this.#scopes.delete(id);
      return;
    }
  }
}

/** The limit that makes the client wait the longest. */
function reachedOf(
  scopes: readonly Scope[],
  states: readonly ScopeState[],
  held: readonly Holder[],
  demand: Demand,
  now: number,
): LimitReached | undefined {
  let worst: { readonly holder: Holder; readonly retryIn: number | undefined } | undefined;
  for (const holder of held) {
    const retryIn = holder.bucket.waitFor(demand[holder.counts], now);
    if (retryIn === 0) continue;
    const longer =
      worst === undefined || (retryIn ?? Number.POSITIVE_INFINITY) > (worst.retryIn ?? Number.POSITIVE_INFINITY);
    if (longer) worst = { holder, retryIn };
  }
  if (worst !== undefined) {
    const { holder, retryIn } = worst;
    return { kind: 'window', state: stateOf(holder, now), requested: demand[holder.counts], retryIn };
  }
  for (const [i, { open }] of states.entries()) {
    const concurrency = scopes[i]?.limits.concurrency;
    if (concurrency !== undefined && open >= concurrency) {
      return { kind: 'concurrency', limit: concurrency, retryIn: retryConcurrency };
    }
  }
  return undefined;
}

function holdersOf(states: readonly ScopeState[]): readonly Holder[] {
  const [first] = states;
  return states.length === 1 && first !== undefined ? first.holders : states.flatMap(({ holders }) => holders);
}

/** A limit that was changed while llmsim runs begins full. */
function holderOf(windows: Map<string, Holder>, { counts, limit, per }: LimitWindow, now: number): Holder {
  const key = `${counts} ${per}`;
  let holder = windows.get(key);
  if (holder === undefined || holder.bucket.limit !== limit) {
    holder = { bucket: new TokenBucket(limit, per, now), counts };
    windows.set(key, holder);
  }
  return holder;
}

function stateOf({ bucket, counts }: Holder, now: number): LimitState {
  const level = bucket.level(now);
  const { limit, per } = bucket;
  return {
    counts,
    limit,
    per,
    remaining: Math.max(0, Math.floor(level + 1e-6)),
    resetIn: ((limit - level) * per) / limit,
  };
}

function admittedRequest(held: readonly Holder[], states: readonly ScopeState[], demand: Demand): AdmittedRequest {
  let taken = demand;
  let over = false;
  return {
    correct(counted, now) {
      for (const { bucket, counts } of held) {
        const more = counted[counts] - taken[counts];
        if (more !== 0) bucket.take(more, now);
      }
      taken = counted;
    },
    release() {
      if (over) return;
      over = true;
      for (const state of states) state.open -= 1;
    },
    states: (now) => held.map((holder) => stateOf(holder, now)),
  };
}
