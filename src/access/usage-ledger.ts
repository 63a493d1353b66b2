/** Gathers exchanges in memory and hands them on twice a second, so that a request never waits for the database. */

import type { Clock, Timer } from '../core/clock.ts';
import { type UsageBatch, UsageBuffer } from './usage-batch.ts';
import type { UsageFigures, UsageSubject } from './usage-record.ts';
import type { PendingCosts } from './verified-keys.ts';

/** Where batches go. */
export interface UsageSink {
  /** Calls `done` when the batch is in the database, or never will be. Takes the batch over. */
  write(batch: UsageBatch, done: () => void): void;
  /** Resolves when all that was handed over is written, or given up. */
  close(): Promise<void>;
}

/** What a killed process loses is what came in this time, and what the sink had not written yet. Milliseconds. */
const FLUSH_MS = 500;

export class UsageLedger implements PendingCosts {
  readonly #sink: UsageSink;
  readonly #clock: Clock;
  readonly #buffer = new UsageBuffer();
  #timer: Timer | undefined;
  /** Costs by key: of what is gathered, and of each batch under way. */
  #gathered = new Map<string, number>();
  readonly #underWay = new Set<ReadonlyMap<string, number>>();

  constructor(sink: UsageSink, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
  }

  add(subject: UsageSubject, figures: UsageFigures): void {
    this.#buffer.add(subject, figures);
    const { keyId } = subject;
    if (keyId !== '' && figures.costNanoUsd !== undefined) {
      this.#gathered.set(keyId, (this.#gathered.get(keyId) ?? 0) + figures.costNanoUsd);
    }
    if (this.#buffer.full) this.flush();
    else this.#timer ??= this.#clock.after(FLUSH_MS, () => this.flush());
  }

  pendingCost(keyId: string): number {
    let sum = this.#gathered.get(keyId) ?? 0;
    for (const costs of this.#underWay) sum += costs.get(keyId) ?? 0;
    return sum;
  }

  /** Hands on what is gathered. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const batch = this.#buffer.take();
    if (batch === undefined) return;
    const costs = this.#gathered;
    this.#gathered = new Map();
    this.#underWay.add(costs);
    this.#sink.write(batch, () => this.#underWay.delete(costs));
  }

  /** Nothing may be added any more. Resolves when all is written, or given up. */
  async close(): Promise<void> {
    this.flush();
    await this.#sink.close();
  }
}
