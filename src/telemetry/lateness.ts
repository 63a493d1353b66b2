/** How well replies kept to their plan: when each paced chunk went out against when it was due, in bounded memory. */

import { LogHistogram } from './log-histogram.ts';

/** Milliseconds. */
export interface Quantiles {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

export interface LatenessSummary {
  /** Milliseconds from when a chunk was due to when it was handed to the kernel. */
  readonly lateness: Quantiles;
  /** For each whole stream: the lateness of its last chunk less that of its first; below 0 where it caught up. */
  readonly drift: Omit<Quantiles, 'p90'> & { readonly min: number };
  /** Chunks that went out in one write with the chunk before because the process was behind. */
  readonly joined: number;
  /** Chunks that waited for their client to read; not in the lateness, because they are the client's. */
  readonly held: number;
  readonly streams: { readonly open: number; readonly finished: number; readonly left: number };
}

export class Lateness {
  readonly #late = new LogHistogram();
  readonly #grown = new LogHistogram();
  readonly #shrunk = new LogHistogram();
  #joined = 0;
  #held = 0;
  #open = 0;
  #finished = 0;
  #left = 0;

  /** A chunk is being written `ms` after it was due. */
  chunk(ms: number): void {
    this.#late.record(ms);
  }

  /** `count` chunks went out with the one before them. */
  join(count: number): void {
    this.#joined += count;
  }

  /** A chunk is being written that had to wait for the client. */
  hold(): void {
    this.#held += 1;
  }

  open(): void {
    this.#open += 1;
  }

  /** An opened stream has come to its planned end; `drift` in ms, undefined where its client held it up. */
  finish(drift: number | undefined): void {
    this.#open -= 1;
    this.#finished += 1;
    if (drift !== undefined) (drift < 0 ? this.#shrunk : this.#grown).record(Math.abs(drift));
  }

  /** The client of an opened stream has left before its end. */
  leave(): void {
    this.#open -= 1;
    this.#left += 1;
  }

  summary(): LatenessSummary {
    const late = this.#late;
    return {
      lateness: {
        count: late.count,
        p50: rounded(late.quantile(0.5)),
        p90: rounded(late.quantile(0.9)),
        p99: rounded(late.quantile(0.99)),
        max: rounded(late.max),
      },
      drift: {
        count: this.#grown.count + this.#shrunk.count,
        min: rounded(this.#shrunk.count > 0 ? -this.#shrunk.max : this.#grown.quantile(0)),
        p50: rounded(this.#driftQuantile(0.5)),
        p99: rounded(this.#driftQuantile(0.99)),
        max: rounded(this.#grown.count > 0 ? this.#grown.max : -this.#shrunk.quantile(0)),
      },
      joined: this.#joined,
      held: this.#held,
      streams: { open: this.#open, finished: this.#finished, left: this.#left },
    };
  }

  /** Begins anew; streams that are open stay open. */
  clear(): void {
    for (const histogram of [this.#late, this.#grown, this.#shrunk]) histogram.clear();
    this.#joined = 0;
    this.#held = 0;
    this.#finished = 0;
    this.#left = 0;
  }

  #driftQuantile(q: number): number {
    const shrunk = this.#shrunk.count;
    const count = shrunk + this.#grown.count;
    const rank = Math.max(Math.ceil(q * count), 1);
    if (rank <= shrunk) return -this.#shrunk.quantile((shrunk - rank + 1) / shrunk);
    return count === 0 ? 0 : this.#grown.quantile((rank - shrunk) / this.#grown.count);
  }
}

/** To the microsecond, which is what is kept; never a negative zero. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000 + 0;
}
