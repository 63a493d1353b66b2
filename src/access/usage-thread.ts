/** The main thread's side of the ledger's thread: sends batches, hears what became of them, and never waits. */

import { Worker } from 'node:worker_threads';
import type { Clock, Timer } from '../core/clock.ts';
import type { UsageBatch } from './usage-batch.ts';
import type { UsageJob, UsageNews } from './usage-job.ts';
import type { UsageSink } from './usage-ledger.ts';

/** Beside this file once built. Node 20 runs no TypeScript, so from the sources it is the built one as well. */
const folder = import.meta.url.endsWith('.ts') ? '../../dist/access' : '.';
const workerFile = new URL(`${folder}/usage-worker.js`, import.meta.url);

const RETRY_MS = 1000;
/** For what is left when the server ends: longer than a process waits for another one's transaction. Milliseconds. */
const CLOSE_MS = 10_000;

export class UsageThread implements UsageSink {
  readonly #clock: Clock;
  readonly #onProblem: (text: string) => void;
  readonly #worker: Worker;
  readonly #waiting: (() => void)[] = [];
  readonly #ended: Promise<void>;
  #retry: Timer | undefined;
  #lastProblem = '';
  #over = false;
  #closing = false;

  /** `file` is the database, which must have its schema. `onProblem` hears of each problem once, not at each attempt. */
  constructor(file: string, clock: Clock, onProblem: (text: string) => void) {
    this.#clock = clock;
    this.#onProblem = onProblem;
    const worker = new Worker(workerFile, { name: 'llmsim-usage', execArgv: [], workerData: file });
    this.#worker = worker;
    worker.on('message', (news: UsageNews) => this.#hear(news));
    worker.on('error', (error) => this.#end(error.message));
    this.#ended = new Promise((resolve) => {
      worker.on('exit', () => {
        this.#end('its thread has ended');
        resolve();
      });
    });
    // The server holds the process open, and `close` while there is something to write.
    worker.unref();
  }

  write(batch: UsageBatch, done: () => void): void {
    if (this.#over) {
      done();
      return;
    }
    this.#waiting.push(done);
    this.#send({ kind: 'write', batch }, [batch.figures.buffer as ArrayBuffer]);
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#retry?.cancel();
    if (this.#over) return;
    this.#worker.ref();
    this.#send({ kind: 'close' });
    const deadline = this.#clock.after(CLOSE_MS, () => void this.#worker.terminate());
    await this.#ended;
    deadline.cancel();
  }

  #send(job: UsageJob, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(job, transfer);
  }

  #hear(news: UsageNews): void {
    switch (news.kind) {
      case 'done':
        this.#lastProblem = '';
        this.#waiting.shift()?.();
        break;
      case 'problem':
        if (news.text !== this.#lastProblem) this.#onProblem(news.text);
        this.#lastProblem = news.text;
        if (news.retry && !this.#closing) this.#retry ??= this.#clock.after(RETRY_MS, () => this.#tryAgain());
        break;
      case 'closed':
        this.#over = true;
        this.#settle();
        break;
    }
  }

  #tryAgain(): void {
    this.#retry = undefined;
    if (!this.#over) this.#send({ kind: 'retry' });
  }

  #end(why: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#retry?.cancel();
    this.#onProblem(`The usage ledger has stopped: ${why}. Requests are answered, and not counted any more.`);
    this.#settle();
  }

  #settle(): void {
    for (const done of this.#waiting.splice(0)) done();
  }
}
