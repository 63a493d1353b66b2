/** Time as a dependency: monotonic milliseconds for pacing, a date for what is written down, timers to wait. */

export interface Timer {
  cancel(): void;
}

/** All that llmsim knows of time: hand in one of your own to run a simulator on simulated time. */
export interface Clock {
  /** Monotonic milliseconds with a fraction; only differences mean something. */
  now(): number;
  /** The calendar time, for what people read. */
  date(): Date;
  /** Runs `task` once, not before `ms` milliseconds have passed. */
  after(ms: number, task: () => void): Timer;
}

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => new Date(),
  after(ms, task) {
    const handle = setTimeout(task, ms);
    return { cancel: () => clearTimeout(handle) };
  },
};
