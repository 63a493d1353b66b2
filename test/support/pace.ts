/** When a scripted upstream goes on: ways to wait between two writes without sleeping for luck. */

/**
 * Awaited before chunk `step` is written; `step` = number of chunks comes before the end of the answer. The signal is
 * aborted when the client or the upstream goes away.
 */
export type Pace = (step: number, signal: AbortSignal) => Promise<void>;

/** Gives the event loop `count` turns: what was written before is with the kernel, and others had their chance. */
export function turns(count: number): Pace {
  return async () => {
    for (let i = 0; i < count; i += 1) await new Promise<void>((resolve) => setImmediate(resolve));
  };
}

/** Real milliseconds before each step, the last value for all that follow; only for the flow that keeps real time. */
export function delays(ms: readonly number[]): Pace {
  return (step, signal) => {
    const wait = ms[step] ?? ms.at(-1) ?? 0;
    return new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const timer = setTimeout(done, wait);
      signal.addEventListener('abort', done, { once: true });
      function done() {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      }
    });
  };
}

/** Lets a step pass for every `release`; a test releases the next chunk when it has seen the one before arrive. */
export class Gate {
  #passes: number;
  #waiting: (() => void)[] = [];

  /** `passes` steps pass unasked; `new Gate(1)` lets the first chunk go. */
  constructor(passes = 0) {
    this.#passes = passes;
  }

  release(steps = 1): void {
    this.#passes += steps;
    while (this.#passes > 0) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#passes -= 1;
      next();
    }
  }

  /** From now on everything passes. */
  open(): void {
    this.release(Number.POSITIVE_INFINITY);
  }

  /** How many steps wait to be released. */
  get waiting(): number {
    return this.#waiting.length;
  }

  readonly pace: Pace = (_step, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      if (this.#passes > 0) {
        this.#passes -= 1;
        resolve();
        return;
      }
      const pass = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.#waiting = this.#waiting.filter((other) => other !== pass);
        resolve();
      };
      this.#waiting.push(pass);
      signal.addEventListener('abort', leave, { once: true });
    });
}
