/** A clock that stands still until a test moves it, and then runs what has become due, in order. */

import type { Clock, Timer } from '../../src/core/clock.ts';

interface Pending {
  readonly due: number;
  readonly order: number;
  readonly task: () => void;
}

/** The calendar date that a new `FakeClock` shows at its monotonic time 0. */
export const FAKE_EPOCH = Date.UTC(2026, 0, 2, 3, 4, 5);

export class FakeClock implements Clock {
  #now = 0;
  #order = 0;
  #pending: Pending[] = [];

  now(): number {
    return this.#now;
  }

  date(): Date {
    return new Date(FAKE_EPOCH + this.#now);
  }

  /** A delay below 0 or NaN counts as 0; even then `task` waits for the next `advance`. */
  after(ms: number, task: () => void): Timer {
    const timer: Pending = { due: this.#now + Math.max(ms || 0, 0), order: this.#order++, task };
    this.#pending.push(timer);
    return {
      cancel: () => {
        this.#pending = this.#pending.filter((other) => other !== timer);
      },
    };
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#pending.length;
  }

  /** When the next timer is due, or undefined when none waits. */
  get nextDue(): number | undefined {
    return this.#next()?.due;
  }

  /** Moves on by `ms`; `advance(0)` runs what is due already. */
  advance(ms: number): void {
    this.advanceTo(this.#now + ms);
  }

  /**
   * Moves on to the time `ms`. Each task sees the time at which it was due; tasks with the same time run in the order
   * in which they were set; a task set meanwhile runs too, if it becomes due.
   */
  advanceTo(ms: number): void {
    this.#refusePast(ms);
    for (let next = this.#next(); next !== undefined && next.due <= ms; next = this.#next()) this.#run(next);
    this.#now = Math.max(this.#now, ms);
  }

  /** `advanceTo` with turns of the event loop after every task, for code that awaits between its timers. */
  async advanceInTurns(ms: number): Promise<void> {
    const target = this.#now + ms;
    this.#refusePast(target);
    await eventLoopTurn();
    for (let next = this.#next(); next !== undefined && next.due <= target; next = this.#next()) {
      this.#run(next);
      await eventLoopTurn();
    }
    this.#now = Math.max(this.#now, target);
    await eventLoopTurn();
  }

  #next(): Pending | undefined {
    let first: Pending | undefined;
    for (const timer of this.#pending) {
      if (first === undefined || timer.due < first.due || (timer.due === first.due && timer.order < first.order)) {
        first = timer;
      }
    }
    return first;
  }

  #run(timer: Pending): void {
    this.#pending = this.#pending.filter((other) => other !== timer);
    this.#now = Math.max(this.#now, timer.due);
    timer.task();
  }

  #refusePast(ms: number): void {
    if (!(ms >= this.#now)) throw new RangeError(`time is ${this.#now} ms and cannot go to ${ms} ms`);
  }
}

function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
