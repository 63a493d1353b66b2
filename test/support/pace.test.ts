/** Paces wait for what they say they wait for, and never longer than the connection lives. */

import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { delays, Gate, type Pace, turns } from './pace.ts';

const open = new AbortController().signal;

/** Runs the steps one after the other and logs each that passed. */
function run(pace: Pace, steps: number, signal: AbortSignal = open) {
  const passed: number[] = [];
  const done = (async () => {
    for (let step = 0; step < steps; step += 1) {
      await pace(step, signal);
      passed.push(step);
    }
  })();
  return { passed, done };
}

describe('a gate', () => {
  it('lets as many steps pass as were released, before or after they came', async () => {
    const gate = new Gate(1);
    const { passed, done } = run(gate.pace, 5);
    await turns(3)(0, open);
    expect(passed).toEqual([0]);
    expect(gate.waiting).toBe(1);
    gate.release(2);
    await turns(3)(0, open);
    expect(passed).toEqual([0, 1, 2]);
    gate.open();
    await done;
    expect(passed).toEqual([0, 1, 2, 3, 4]);
    expect(gate.waiting).toBe(0);
  });

  it('holds nobody whose connection is gone, and keeps the release for others', async () => {
    const gate = new Gate();
    const gone = new AbortController();
    const { done } = run(gate.pace, 1, gone.signal);
    gone.abort();
    await done;
    await run(gate.pace, 2, gone.signal).done;
    expect(gate.waiting).toBe(0);
    gate.release();
    await run(gate.pace, 1).done;
  });
});

describe('delays', () => {
  it('wait the given milliseconds, the last of them for all further steps, and end with the connection', async () => {
    vi.useFakeTimers();
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const gone = new AbortController();
    const { passed, done } = run(delays([0, 100, 20]), 5, gone.signal);
    await vi.advanceTimersByTimeAsync(99);
    expect(passed).toEqual([0]);
    await vi.advanceTimersByTimeAsync(1);
    expect(passed).toEqual([0, 1]);
    await vi.advanceTimersByTimeAsync(40);
    expect(passed).toEqual([0, 1, 2, 3]);
    gone.abort();
    await done;
    await run(delays([5]), 2, gone.signal).done;
    expect(vi.getTimerCount()).toBe(0);
  });
});
