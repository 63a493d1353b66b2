/** The faults that are in force at this moment: those of the configuration, or what was set in their place while it runs. */

import type { Clock } from '../../core/clock.ts';
import type { FaultSet } from './fault-set.ts';

/** Faults, and what their draws begin with. */
export interface SeededFaults {
  /** Equal seeds and requests fail at the same places. */
  readonly seed: string;
  /** Empty for none but those that clients ask for. */
  readonly set: FaultSet;
}

export class FaultsInForce {
  #configured: SeededFaults;
  readonly #clock: Clock;
  #inForce: SeededFaults;
  #since: number;

  constructor(configured: SeededFaults, clock: Clock) {
    this.#configured = configured;
    this.#clock = clock;
    this.#inForce = configured;
    this.#since = clock.now();
  }

  get set(): FaultSet {
    return this.#inForce.set;
  }

  get seed(): string {
    return this.#inForce.seed;
  }

  /** Whether they are those of the configuration. */
  get configured(): boolean {
    return this.#inForce === this.#configured;
  }

  /** Milliseconds since they came into force: the time of timelines. */
  get elapsed(): number {
    return this.#clock.now() - this.#since;
  }

  /** Timelines begin anew. @param seed undefined for that of the configuration */
  replace(set: FaultSet, seed: string | undefined): void {
    this.#take({ set, seed: seed ?? this.#configured.seed });
  }

  restore(): void {
    this.#take(this.#configured);
  }

  /** The configuration was read again; what was set in its place stays. */
  reconfigure(faults: SeededFaults): void {
    const inForce = this.configured;
    this.#configured = faults;
    if (inForce) this.#take(faults);
  }

  #take(faults: SeededFaults): void {
    this.#inForce = faults;
    this.#since = this.#clock.now();
  }
}
