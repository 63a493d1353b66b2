/** One shared timer wheel with absolute deadlines: thousands of paced streams, one timer, no drift. */

import type { Clock, Timer } from '../core/clock.ts';

/** Slots of one millisecond; a deadline further ahead stays in its slot for another turn. */
const slots = 1024;

interface Entry {
  readonly due: number;
  readonly task: () => void;
  cancelled: boolean;
}

export class Wheel {
  readonly #clock: Clock;
  readonly #ring: Entry[][] = Array.from({ length: slots }, () => []);
  #waiting = 0;
  /** The millisecond whose slot was last emptied. */
  #turned = 0;
  #timer: Timer | undefined;
  #timerDue = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs `task` once `clock.now()` has reached `due` (milliseconds); never earlier. */
  at(due: number, task: () => void): Timer {
    const now = this.#clock.now();
    if (this.#waiting === 0) this.#turned = Math.floor(now);
    const entry: Entry = { due, task, cancelled: false };
    // The slot of the first whole millisecond at which the deadline has passed.
    const slot = Math.max(Math.ceil(due), this.#turned + 1);
    this.#ring[slot % slots]?.push(entry);
    this.#waiting += 1;
    if (slot < this.#timerDue) this.#arm(slot, now);
    return {
      cancel: () => {
        entry.cancelled = true;
      },
    };
  }

  #arm(slot: number, now: number): void {
    this.#timer?.cancel();
    this.#timerDue = slot;
    // Long waits are cut at one turn of the wheel, so that the slots in between are looked at.
    this.#timer = this.#clock.after(Math.min(Math.max(slot - now, 0), slots - 1), () => this.#turn());
  }

  #turn(): void {
    this.#timer = undefined;
    this.#timerDue = Number.POSITIVE_INFINITY;
    const now = this.#clock.now();
    const until = Math.floor(now);
    const ready: Entry[] = [];
    const first = Math.max(this.#turned + 1, until - slots + 1);
    for (let slot = first; slot <= until; slot += 1) this.#empty(slot % slots, now, ready);
    this.#turned = Math.max(this.#turned, until);
    this.#waiting -= ready.length;
    if (this.#waiting > 0) this.#arm(this.#nextSlot(), now);
    for (const entry of ready) if (!entry.cancelled) entry.task();
  }

  /** Moves the entries of a slot that are due to `ready`; those of a later turn stay. */
  #empty(index: number, now: number, ready: Entry[]): void {
    const entries = this.#ring[index];
    if (entries === undefined || entries.length === 0) return;
    const later: Entry[] = [];
    for (const entry of entries) {
      if (entry.cancelled || entry.due <= now) ready.push(entry);
      else later.push(entry);
    }
    this.#ring[index] = later;
  }

  #nextSlot(): number {
    for (let slot = this.#turned + 1; slot < this.#turned + slots; slot += 1) {
      if ((this.#ring[slot % slots]?.length ?? 0) > 0) return slot;
    }
    return this.#turned + slots - 1;
  }
}
