/** The main thread's side of token counting: one worker, started at the first job, asked in batches; it may fail, never hang. */

import { Worker } from 'node:worker_threads';
import type { Clock, Timer } from '../core/clock.ts';
import type { CountingAnswer, CountingJob } from './counting-job.ts';

/** Beside this file once built. Node 20 runs no TypeScript, so from the sources it is the built one as well. */
const folder = import.meta.url.endsWith('.ts') ? '../../dist/tokenizer' : '.';
const workerFile = new URL(`${folder}/counting-worker.js`, import.meta.url);

/** In characters; one job may have more. It bounds how long a batch takes, at worst about a second. */
const BATCH = 1_000_000;
/** For the start and a batch, with much to spare: a worker that takes longer is given up. */
const DEADLINE_MS = 15_000;
/** A worker that cannot start does not start the fourth time either. */
const MAX_FAILURES = 3;

interface Waiting {
  readonly job: CountingJob;
  readonly answer: (answer: CountingAnswer) => void;
}

export class CountingThread {
  readonly #clock: Clock;
  readonly #file: URL;
  #worker: Worker | undefined;
  #queue: Waiting[] = [];
  /** The batch that the worker has; while there is one, jobs queue up for the next. */
  #sent: readonly Waiting[] = [];
  #deadline: Timer | undefined;
  #failures = 0;
  #flushing = false;
  #closed = false;

  /** `file` is the worker's module, for tests of what happens when it fails. */
  constructor(clock: Clock, file: URL = workerFile) {
    this.#clock = clock;
    this.#file = file;
  }

  /** Undefined where the worker cannot say: it is missing, failed, took too long, or the thread is closed. Never rejects. */
  ask(job: CountingJob): Promise<CountingAnswer> {
    if (this.#isOver()) return Promise.resolve(undefined);
    return new Promise((answer) => {
      this.#queue.push({ job, answer });
      if (this.#flushing) return;
      this.#flushing = true;
      // What is asked in one turn goes in one message.
      queueMicrotask(() => {
        this.#flushing = false;
        this.#send();
      });
    });
  }

  /** Ends the worker; whoever waits gets undefined, as does whoever asks later. */
  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    this.#giveUp();
    await worker?.terminate();
  }

  #send(): void {
    if (this.#sent.length > 0 || this.#queue.length === 0) return;
    const worker = this.#worker ?? this.#start();
    if (worker === undefined) return;
    this.#sent = this.#nextBatch();
    this.#deadline = this.#clock.after(DEADLINE_MS, () => this.#fail(worker));
    // Only while it works does it keep the process alive.
    worker.ref();
    worker.postMessage(this.#sent.map(({ job }) => job));
  }

  #nextBatch(): readonly Waiting[] {
    let size = 0;
    let count = 0;
    for (const { job } of this.#queue) {
      size += job.text.length;
      if (count > 0 && size > BATCH) break;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  #isOver(): boolean {
    return this.#closed || this.#failures >= MAX_FAILURES;
  }

  #start(): Worker | undefined {
    const worker = this.#tryWorker();
    if (worker === undefined) return undefined;
    worker.unref();
    worker.on('message', (answers: readonly CountingAnswer[]) => this.#receive(worker, answers));
    worker.on('error', () => this.#fail(worker));
    worker.on('exit', () => this.#fail(worker));
    this.#worker = worker;
    return worker;
  }

  /** Node's permission model may refuse any worker. */
  #tryWorker(): Worker | undefined {
    try {
      return new Worker(this.#file, { name: 'llmsim-tokens', execArgv: [] });
    } catch {
      this.#failures = MAX_FAILURES;
      this.#giveUp();
      return undefined;
    }
  }

  #receive(worker: Worker, answers: readonly CountingAnswer[]): void {
    if (worker !== this.#worker) return;
    const answered = this.#sent;
    this.#deadline?.cancel();
    this.#sent = [];
    worker.unref();
    answered.forEach(({ answer }, i) => {
      answer(answers[i]);
    });
    this.#send();
  }

  #fail(worker: Worker): void {
    if (worker !== this.#worker) return;
    this.#failures += 1;
    this.#giveUp();
    void worker.terminate();
    this.#send();
  }

  /** Lets the worker go. The batch it had is not tried again, for it may be what the worker failed at. */
  #giveUp(): void {
    const lost = this.#sent;
    this.#worker = undefined;
    this.#sent = [];
    this.#deadline?.cancel();
    const waiting = this.#isOver() ? this.#queue.splice(0) : [];
    for (const { answer } of [...lost, ...waiting]) answer(undefined);
  }
}
