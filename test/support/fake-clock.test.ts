/** The fake clock runs timers as a real one would, only when told. */

import { describe, expect, it } from 'vitest';
import { FAKE_EPOCH, FakeClock } from './fake-clock.ts';

describe('FakeClock', () => {
  it('runs due timers by time, and those of one time in the order they were set', () => {
    const clock = new FakeClock();
    const ran: string[] = [];
    clock.after(30, () => ran.push('c'));
    clock.after(10, () => ran.push('a'));
    clock.after(30, () => ran.push('d'));
    clock.after(20, () => ran.push('b'));
    clock.advance(29);
    expect(ran).toEqual(['a', 'b']);
    expect(clock.nextDue).toBe(30);
    clock.advance(1);
    expect(ran).toEqual(['a', 'b', 'c', 'd']);
    expect(clock.waiting).toBe(0);
  });

  it('shows each task the time at which it was due, and runs what a task sets if that becomes due', () => {
    const clock = new FakeClock();
    const times: number[] = [];
    const tick = () => {
      times.push(clock.now());
      clock.after(7, tick);
    };
    clock.after(7, tick);
    clock.advanceTo(25);
    expect(times).toEqual([7, 14, 21]);
    expect(clock.now()).toBe(25);
    expect(clock.date().getTime()).toBe(FAKE_EPOCH + 25);
  });

  it('never runs a cancelled timer, also when a timer of the same time cancels it', () => {
    const clock = new FakeClock();
    const ran: string[] = [];
    const victim = { timer: clock.after(50, () => ran.push('early')) };
    victim.timer.cancel();
    clock.after(5, () => victim.timer.cancel());
    victim.timer = clock.after(5, () => ran.push('late'));
    clock.advance(100);
    expect(ran).toEqual([]);
  });

  it('runs nothing from within after(), however short the delay', () => {
    const clock = new FakeClock();
    const ran: number[] = [];
    for (const ms of [0, -5, Number.NaN]) clock.after(ms, () => ran.push(ms));
    expect(ran).toEqual([]);
    clock.advance(0);
    expect(ran).toEqual([0, -5, Number.NaN]);
  });

  it('lets awaiting code run between timers when it advances in turns', async () => {
    const clock = new FakeClock();
    const times: number[] = [];
    const work = async () => {
      for (let i = 0; i < 3; i += 1) {
        await new Promise<void>((resolve) => clock.after(10, resolve));
        times.push(clock.now());
      }
    };
    const done = work();
    await clock.advanceInTurns(30);
    await done;
    expect(times).toEqual([10, 20, 30]);
  });

  it('refuses to go back', () => {
    const clock = new FakeClock();
    clock.advance(10);
    expect(() => clock.advanceTo(9)).toThrow(RangeError);
    expect(() => clock.advance(Number.NaN)).toThrow(RangeError);
  });
});
