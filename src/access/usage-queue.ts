/** Batches that wait for the database: written in their order, kept while another process has it, given up where nothing helps. */

import type { UsageBatch } from './usage-batch.ts';
import type { UsageNews } from './usage-job.ts';

/** About 75 MB of exchanges. */
const MOST_BATCHES = 256;

export interface BatchWriter {
  write(batch: UsageBatch): void;
}

/** What passes: another process writes, the disk is full, a network disk is away. */
const passing = /^SQLITE_(?:BUSY|LOCKED|FULL|IOERR|PROTOCOL)/;

export class UsageQueue {
  readonly #writer: BatchWriter;
  readonly #tell: (news: UsageNews) => void;
  readonly #waiting: UsageBatch[] = [];

  constructor(writer: BatchWriter, tell: (news: UsageNews) => void) {
    this.#writer = writer;
    this.#tell = tell;
  }

  add(batch: UsageBatch): void {
    this.#waiting.push(batch);
    this.work();
    if (this.#waiting.length > MOST_BATCHES) this.#giveUp('too many wait');
  }

  /** Writes what waits, as far as it goes. */
  work(): void {
    for (let batch = this.#waiting[0]; batch !== undefined; batch = this.#waiting[0]) {
      try {
        this.#writer.write(batch);
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        if (passing.test(codeOf(error))) {
          this.#tell({
            kind: 'problem',
            text: `The usage ledger cannot be written: ${text}. It is tried again.`,
            retry: true,
          });
          return;
        }
        this.#giveUp(text);
        continue;
      }
      this.#waiting.shift();
      this.#tell({ kind: 'done' });
    }
  }

  /** The last attempt. */
  finish(): void {
    this.work();
    while (this.#waiting.length > 0) this.#giveUp('the server ends');
  }

  #giveUp(why: string): void {
    const lost = this.#waiting.shift();
    if (lost === undefined) return;
    const text = `The usage of ${lost.rows} ${lost.rows === 1 ? 'request' : 'requests'} is lost: ${why}.`;
    this.#tell({ kind: 'problem', text, retry: false });
    this.#tell({ kind: 'done' });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
