/** One shared timer wheel with absolute deadlines: thousands of paced streams, one timer, no drift. */

import type { Clock, Timer } from '../core/clock.ts';

/** Slots of one millisecond; a deadline further ahead stays in its slot for another turn. A power of two. */
const slots = 256;

/**
 * Those that wait for one millisecond, or are to be told now. What is needed to decide who is due stands here, side by side, and not
 * in those who wait: with thousands of them, each look at one is a look into memory that no cache holds.
 */
class Slot {
  readonly #waiters: (Waiter | undefined)[] = [];
  readonly #dues: number[] = [];
  /** Places in use, holes among them; those behind are kept, so that waiting allocates nothing. */
  #used = 0;
  #waiting = 0;
  /** No deadline in here is before this. */
  first = Number.POSITIVE_INFINITY;

  get used(): number {
    return this.#used;
  }

  add(waiter: Waiter, due: number): void {
    waiter.slot = this;
    waiter.place = this.#used;
    this.#waiters[this.#used] = waiter;
    this.#dues[this.#used] = due;
    this.#used += 1;
    this.#waiting += 1;
    if (due < this.first) this.first = due;
  }

  /** Leaves a hole, for the others keep their order. */
  remove(waiter: Waiter): void {
    this.#waiters[waiter.place] = undefined;
    waiter.slot = undefined;
    this.#waiting -= 1;
    if (this.#waiting === 0) this.#clear();
    else if (waiter.place === this.#used - 1) this.#used -= 1;
  }

  /** Takes out the one at `place`; undefined where there is a hole. */
  take(place: number): Waiter | undefined {
    const waiter = this.#waiters[place];
    if (waiter !== undefined) this.remove(waiter);
    return waiter;
  }

  /** Moves those that are due to the end of `ready`; those of a later turn stay. */
  gather(now: number, ready: Slot): void {
    const used = this.#used;
    this.#clear();
    for (let place = 0; place < used; place += 1) {
      const waiter = this.#waiters[place];
      if (waiter === undefined) continue;
      this.#waiters[place] = undefined;
      const due = this.#dues[place] ?? 0;
      (due <= now ? ready : this).add(waiter, due);
    }
  }

  #clear(): void {
    this.#used = 0;
    this.#waiting = 0;
    this.first = Number.POSITIVE_INFINITY;
  }
}

/** Something that waits for one time after another. It stands on a wheel at most once, and there may be any number of them. */
export abstract class Waiter {
  /** Where it stands; the wheel's. */
  slot: Slot | undefined = undefined;
  place = 0;

  /** The time has come. */
  abstract reached(): void;
}

class Once extends Waiter implements Timer {
  readonly #wheel: Wheel;
  readonly #task: () => void;

  constructor(wheel: Wheel, task: () => void) {
    super();
    this.#wheel = wheel;
    this.#task = task;
  }

  reached(): void {
    this.#task();
  }

  cancel(): void {
    this.#wheel.forget(this);
  }
}

export class Wheel {
  readonly #clock: Clock;
  readonly #ring: readonly Slot[] = Array.from({ length: slots }, () => new Slot());
  /** Those that are due and have not been told yet. */
  readonly #ready = new Slot();
  #size = 0;
  /** The millisecond up to which all slots have been emptied. */
  #turned = 0;
  #timer: Timer | undefined;
  #timerDue = Number.POSITIVE_INFINITY;
  readonly #turnNow = (): void => this.#turn();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many wait. */
  get size(): number {
    return this.#size;
  }

  /** Runs `task` once `clock.now()` has reached `due` (milliseconds); never earlier. */
  at(due: number, task: () => void): Timer {
    const once = new Once(this, task);
    this.wait(once, due);
    return once;
  }

  /** Tells `waiter` once `clock.now()` has reached `due` (milliseconds), and never earlier; that it waited for before is forgotten. */
  wait(waiter: Waiter, due: number): void {
    this.forget(waiter);
    if (this.#size === 0) this.#turned = Math.floor(this.#clock.now());
    // The slot of the first whole millisecond at which the deadline has passed.
    this.#slot(Math.max(Math.ceil(due), this.#turned + 1)).add(waiter, due);
    this.#size += 1;
    if (due < this.#timerDue) this.#arm(due, this.#clock.now());
  }

  /** `waiter` hears nothing more, and the wheel keeps nothing of it. */
  forget(waiter: Waiter): void {
    if (waiter.slot === undefined) return;
    waiter.slot.remove(waiter);
    this.#size -= 1;
    if (this.#size > 0 || this.#timer === undefined) return;
    this.#timer.cancel();
    this.#disarmed();
  }

  #arm(due: number, now: number): void {
    this.#timer?.cancel();
    this.#timerDue = due;
    // Timers count whole milliseconds. Long waits are cut at one turn of the wheel, so that all slots are looked at in time.
    const ms = Math.min(Math.max(Math.ceil(due - now), 1), slots - 1);
    this.#timer = this.#clock.after(ms, this.#turnNow);
  }

  #disarmed(): void {
    this.#timer = undefined;
    this.#timerDue = Number.POSITIVE_INFINITY;
  }

  #turn(): void {
    this.#disarmed();
    const now = this.#clock.now();
    const until = Math.floor(now);
    const ready = this.#ready;
    // The slot of the millisecond that has begun may hold some that are due already.
    const last = until + 1;
    for (let at = Math.max(this.#turned + 1, last - slots + 1); at <= last; at += 1) {
      const slot = this.#slot(at);
      if (slot.first <= now) slot.gather(now, ready);
    }
    this.#turned = Math.max(this.#turned, until);
    const next = this.#nextDue();
    if (next !== undefined) this.#arm(next, now);
    // Who is told may let another go, and whoever is told last leaves `ready` empty.
    for (let place = 0; place < ready.used; place += 1) {
      const waiter = ready.take(place);
      if (waiter === undefined) continue;
      this.#size -= 1;
      waiter.reached();
    }
  }

  /** The first deadline in the slots; where all are a turn away or more, when to look again. */
  #nextDue(): number | undefined {
    const last = this.#turned + slots;
    let some = false;
    for (let at = this.#turned + 1; at <= last; at += 1) {
      const { first } = this.#slot(at);
      if (first <= at) return first;
      some ||= first < Number.POSITIVE_INFINITY;
    }
    return some ? last - 1 : undefined;
  }

  #slot(millisecond: number): Slot {
    return this.#ring[millisecond % slots] as Slot;
  }
}
