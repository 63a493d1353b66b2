/** One shared timer wheel with absolute deadlines: thousands of paced streams, one timer, no drift. */

import type { Clock, Timer } from '../core/clock.ts';

/** Slots of one millisecond; a deadline further ahead stays in its slot for another turn. */
const slots = 1024;

/** A place in a ring of others: who waits links itself in and out, so that waiting allocates nothing. */
class Link {
  previous: Link = this;
  next: Link = this;

  /** Goes in before `other`, that is behind all others where `other` is the head of a list. */
  linkBefore(other: Link): void {
    this.previous = other.previous;
    this.next = other;
    other.previous.next = this;
    other.previous = this;
  }

  unlink(): void {
    this.previous.next = this.next;
    this.next.previous = this.previous;
    this.previous = this;
    this.next = this;
  }
}

/** Something that waits for one time after another. It stands on a wheel at most once, and there may be any number of them. */
export abstract class Waiter extends Link {
  /** `clock.now()` at which it is due; the wheel's. */
  due = 0;

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
  /** The head of a list for each slot. */
  readonly #ring: readonly Link[] = Array.from({ length: slots }, () => new Link());
  /** The head of those that are due and have not been told yet. */
  readonly #ready = new Link();
  #size = 0;
  /** The millisecond up to which all slots have been emptied. */
  #turned = 0;
  #timer: Timer | undefined;
  #timerDue = Number.POSITIVE_INFINITY;

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
    waiter.due = due;
    // The slot of the first whole millisecond at which the deadline has passed.
    waiter.linkBefore(this.#slot(Math.max(Math.ceil(due), this.#turned + 1)));
    this.#size += 1;
    if (due < this.#timerDue) this.#arm(due, this.#clock.now());
  }

  /** `waiter` hears nothing more, and the wheel keeps nothing of it. */
  forget(waiter: Waiter): void {
    if (waiter.next === waiter) return;
    waiter.unlink();
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
    this.#timer = this.#clock.after(ms, () => this.#turn());
  }

  #disarmed(): void {
    this.#timer = undefined;
    this.#timerDue = Number.POSITIVE_INFINITY;
  }

  #turn(): void {
    this.#disarmed();
    const now = this.#clock.now();
    const until = Math.floor(now);
    // The slot of the millisecond that has begun may hold some that are due already.
    const last = until + 1;
    for (let slot = Math.max(this.#turned + 1, last - slots + 1); slot <= last; slot += 1) this.#gather(slot, now);
    this.#turned = Math.max(this.#turned, until);
    const next = this.#nextDue();
    if (next !== undefined) this.#arm(next, now);
    for (let link = this.#ready.next; link instanceof Waiter; link = this.#ready.next) {
      link.unlink();
      this.#size -= 1;
      link.reached();
    }
  }

  /** Moves those of a slot that are due behind the ready ones; those of a later turn stay. */
  #gather(slot: number, now: number): void {
    const head = this.#slot(slot);
    for (let link = head.next; link instanceof Waiter; ) {
      const { next } = link;
      if (link.due <= now) {
        link.unlink();
        link.linkBefore(this.#ready);
      }
      link = next;
    }
  }

  /** The first deadline in the slots; where all are a turn away or more, when to look again. */
  #nextDue(): number | undefined {
    const last = this.#turned + slots;
    let some = false;
    for (let slot = this.#turned + 1; slot <= last; slot += 1) {
      let first = Number.POSITIVE_INFINITY;
      for (let link = this.#slot(slot).next; link instanceof Waiter; link = link.next) {
        some = true;
        if (link.due < first && link.due <= slot) first = link.due;
      }
      if (first < Number.POSITIVE_INFINITY) return first;
    }
    return some ? last - 1 : undefined;
  }

  #slot(millisecond: number): Link {
    return this.#ring[millisecond % slots] as Link;
  }
}
