/** The faults that are in force at this moment: those of the configuration, or what was set in their place while it runs. */

import type { Clock } from '../../core/clock.ts';
import type { FaultSet } from './fault-set.ts';

export class FaultsInForce {
  #configured: FaultSet;
  readonly #clock: Clock;
  #set: FaultSet;
  #since: number;

  constructor(configured: FaultSet, clock: Clock) {
    this.#configured = configured;
    this.#clock = clock;
    this.#set = configured;
    this.#since = clock.now();
  }

  get set(): FaultSet {
    return this.#set;
  }

  /** Whether they are those of the configuration. */
  get configured(): boolean {
    return this.#set === this.#configured;
  }

  /** Milliseconds since they came into force: the time of timelines. */
  get elapsed(): number {
    return this.#clock.now() - this.#since;
  }

  /** Timelines begin anew. */
  replace(set: FaultSet): void {
    this.#set = set;
    this.#since = this.#clock.now();
  }

  restore(): void {
    this.replace(this.#configured);
  }

  /** The configuration was read again; what was set in its place stays. */
  reconfigure(set: FaultSet): void {
    const inForce = this.configured;
    this.#configured = set;
    if (inForce) this.replace(set);
  }
}
