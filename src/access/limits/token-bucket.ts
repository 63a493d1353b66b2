/** A token bucket: what a limit allows comes back all the time, bit by bit, and not at the turn of a minute. */

export class TokenBucket {
  readonly limit: number;
  /** The milliseconds in which an empty bucket fills. */
  readonly per: number;
  #level: number;
  #at: number;

  /** A full one. `now` is monotonic milliseconds, here and below. */
  constructor(limit: number, per: number, now: number) {
    this.limit = limit;
    this.per = per;
    this.#level = limit;
    this.#at = now;
  }

  /** What is in it; below 0 after an answer that was longer than estimated. */
  level(now: number): number {
    if (now > this.#at) {
      this.#level = Math.min(this.limit, this.#level + ((now - this.#at) * this.limit) / this.per);
      this.#at = now;
    }
    return this.#level;
  }

  /** Takes `amount`, also more than there is; a negative amount is given back. */
  take(amount: number, now: number): void {
    this.#level = Math.min(this.limit, this.level(now) - amount);
  }

  /** Milliseconds until it holds `amount`; 0 where it does, undefined where it never will. */
  waitFor(amount: number, now: number): number | undefined {
    if (amount > this.limit) return undefined;
    // A sum of small refills must not fall short of a whole number by a rounding error.
    const missing = amount - this.level(now);
    return missing <= 1e-6 ? 0 : (missing * this.per) / this.limit;
  }
}
