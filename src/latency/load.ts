/**
 * The load of a provider's machines, as data: slots that serve one request each, a queue in the order of arrival, and a slow-down with
 * what runs. A request's time of service is known when it comes, so its delay is computed at once and nobody waits here.
 */

import { MinHeap } from './min-heap.ts';
import type { LoadSettings } from './profile.ts';

/** When a request is served. */
export interface Served {
  /** Milliseconds in the queue. */
  readonly delay: number;
  /** How much longer everything takes than on idle machines; at least 1. */
  readonly slowdown: number;
}

/** One request's place, in a slot or in the queue. */
export interface Place {
  /** Takes a slot for `service` milliseconds, as they are on idle machines; none where the place has been left. Called once at most. */
  serve(now: number, service: number): Served;
  /** The client has gone, or nothing is generated: what is left of its time is free for others. */
  leave(): void;
}

/** Time in a slot that is given to one request. */
interface Booking {
  readonly begin: number;
  readonly end: number;
  readonly slot: Slot;
}

/** What one slot has before it, in order; no two overlap, and there is always one: a slot without any is none. */
interface Slot {
  readonly bookings: Booking[];
}

/** Times are milliseconds of one clock, in the order in which requests come. */
export class Load {
  readonly #settings: LoadSettings;
  /** The slot that is free again first. */
  readonly #taken = new MinHeap<Slot>(freeAt);
  /** The booking that ends first. */
  readonly #ends = new MinHeap<Booking>(({ end }) => end);
  /** Slots in which somebody left before others who wait. */
  readonly #withGaps = new Set<Slot>();
  /** Places that have no booking yet, because what is to be served is still being found. */
  #entered = 0;
  /** A guess before there was one. */
  #lastService = 1000;

  constructor(settings: LoadSettings) {
    this.#settings = settings;
  }

  /** Undefined where all slots are taken and the queue is full. */
  enter(now: number): Place | undefined {
    this.#forget(now);
    const { concurrency, queue } = this.#settings;
    if (this.#ends.size + this.#entered >= concurrency + queue) return undefined;
    this.#entered += 1;
    let state: 'entered' | 'served' | 'left' = 'entered';
    let leave = (): void => {
      this.#entered -= 1;
    };
    return {
      serve: (at, service) => {
        if (state === 'served') throw new Error('a place is served once');
        if (state === 'left') return { delay: 0, slowdown: 1 };
        leave();
        state = 'served';
        this.#forget(at);
        const { booking, slowdown } = this.#book(at, service);
        leave = () => this.#cancel(booking);
        return { delay: booking.begin - at, slowdown };
      },
      leave: () => {
        if (state !== 'left') leave();
        state = 'left';
      },
    };
  }

  /** `8 at once, 16 in the queue`. */
  get size(): string {
    return `${this.#settings.concurrency} at once, ${this.#settings.queue} in the queue`;
  }

  /** Milliseconds until the first of those that are served is done; about so many where no service is known yet. */
  untilNextEnd(now: number): number {
    const next = this.#ends.first;
    return next === undefined ? this.#lastService : Math.max(0, next.end - now);
  }

  #forget(now: number): void {
    for (let next = this.#ends.first; next !== undefined && next.end <= now; next = this.#ends.first) this.#drop(next);
  }

  #book(now: number, service: number): { readonly booking: Booking; readonly slowdown: number } {
    const { slot, begin } = this.#earliest(now, service);
    const isNew = slot.bookings.length === 0;
    const slowdown = this.#slowdownAt(begin, now, isNew);
    const booking = { begin, end: begin + service * slowdown, slot };
    const behind = slot.bookings.findIndex((other) => other.begin > begin);
    slot.bookings.splice(behind < 0 ? slot.bookings.length : behind, 0, booking);
    if (isNew) this.#taken.add(slot);
    else this.#taken.update(slot);
    this.#ends.add(booking);
    this.#lastService = service * slowdown;
    return { booking, slowdown };
  }

  /** The first moment at which a slot is free for as long as it takes. */
  #earliest(now: number, service: number): { readonly slot: Slot; readonly begin: number } {
    const first = this.#taken.first;
    if (first === undefined || this.#taken.size < this.#settings.concurrency) {
      return { slot: { bookings: [] }, begin: now };
    }
    let best = { slot: first, begin: Math.max(now, freeAt(first)) };
    for (const slot of this.#withGaps) {
      const begin = this.#earliestIn(slot, now, service);
      if (begin < best.begin) best = { slot, begin };
    }
    return best;
  }

  /** In a gap that somebody left, or behind all that is booked. */
  #earliestIn({ bookings }: Slot, now: number, service: number): number {
    let begin = now;
    for (const booking of bookings) {
      if (begin < booking.begin && begin + service * this.#slowdownAt(begin, now, false) <= booking.begin) break;
      begin = Math.max(begin, booking.end);
    }
    return begin;
  }

  /** Who waits begins when all slots are taken but its own. */
  #slowdownAt(begin: number, now: number, isNew: boolean): number {
    const { concurrency, slowdown } = this.#settings;
    const running = begin > now ? concurrency : this.#taken.size + (isNew ? 1 : 0);
    return 1 + ((slowdown - 1) * running) / concurrency;
  }

  #cancel(booking: Booking): void {
    if (!booking.slot.bookings.includes(booking)) return;
    if (booking.slot.bookings.at(-1) !== booking) this.#withGaps.add(booking.slot);
    this.#drop(booking);
  }

  #drop(booking: Booking): void {
    const { slot } = booking;
    this.#ends.remove(booking);
    slot.bookings.splice(slot.bookings.indexOf(booking), 1);
    if (slot.bookings.length > 0) return this.#taken.update(slot);
    this.#taken.remove(slot);
    this.#withGaps.delete(slot);
  }
}

function freeAt({ bookings }: Slot): number {
  return bookings.at(-1)?.end ?? 0;
}
