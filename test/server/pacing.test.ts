import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock, Timer } from '../../src/core/clock.ts';
import { Waiter, Wheel } from '../../src/server/pacing.ts';
import { FakeClock } from '../support/fake-clock.ts';

/** A clock whose timers come early or late, as those of a busy machine do. */
function unpunctual(clock: FakeClock, lags: readonly number[]): Clock {
  let next = 0;
  return {
    now: () => clock.now(),
    date: () => clock.date(),
    after: (ms, task) => clock.after(ms + (lags[next++ % lags.length] ?? 0), task),
  };
}

describe('the wheel', () => {
  it('runs a task in the millisecond of its deadline, and once', () => {
    const clock = new FakeClock();
    const wheel = new Wheel(clock);
    const ran: number[] = [];
    wheel.at(7, () => ran.push(clock.now()));
    clock.advance(6.9);
    expect(ran).toEqual([]);
    clock.advance(0.1);
    expect(ran).toEqual([7]);
    clock.advance(10_000);
    expect(ran).toEqual([7]);
  });

  it('runs tasks in the order of their milliseconds, and equal deadlines in the order in which they were set', () => {
    const clock = new FakeClock();
    const wheel = new Wheel(clock);
    const ran: string[] = [];
    for (const [due, name] of [
      [30, 'c'],
      [10, 'a'],
      [20, 'b1'],
      [20, 'b2'],
      [40, 'd'],
      [20, 'b3'],
    ] as const) {
      wheel.at(due, () => ran.push(name));
    }
    clock.advance(100);
    expect(ran).toEqual(['a', 'b1', 'b2', 'b3', 'c', 'd']);
  });

  it('runs what is overdue at once, that is within a millisecond', () => {
    const clock = new FakeClock();
    const wheel = new Wheel(clock);
    clock.advance(500.25);
    let ranAt = 0;
    wheel.at(3, () => {
      ranAt = clock.now();
    });
    clock.advance(5);
    expect(ranAt).toBeGreaterThanOrEqual(500.25);
    expect(ranAt).toBeLessThanOrEqual(501.25);
  });

  it('keeps deadlines that are several turns away until it is their turn', () => {
    const clock = new FakeClock();
    const wheel = new Wheel(clock);
    const ran: number[] = [];
    // All of these share a slot of any wheel that has a power of two of slots.
    for (const due of [4096 + 5, 1024 + 5, 65_536 + 5, 5, 2048 + 5]) wheel.at(due, () => ran.push(clock.now()));
    clock.advance(70_000);
    expect(ran).toEqual([5, 1029, 2053, 4101, 65_541]);
  });

  it('is never early and at most a millisecond late on a punctual clock, whatever the deadlines', () => {
    const deadline = fc.oneof(
      fc.double({ min: 0, max: 40, noNaN: true }),
      fc.double({ min: 0, max: 9000, noNaN: true }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(deadline, deadline), { maxLength: 40 }),
        fc.double({ min: 0, max: 5000, noNaN: true }),
        (pairs, start) => {
          const clock = new FakeClock();
          clock.advance(start);
          const wheel = new Wheel(clock);
          const late: number[] = [];
          // Each task sets the next one when it runs, as a paced reply does.
          for (const [first, second] of pairs) {
            wheel.at(start + first, () => {
              late.push(clock.now() - (start + first));
              const again = clock.now() + second;
              wheel.at(again, () => late.push(clock.now() - again));
            });
          }
          clock.advance(20_000);
          expect(late).toHaveLength(2 * pairs.length);
          for (const ms of late) {
            expect(ms).toBeGreaterThanOrEqual(0);
            expect(ms).toBeLessThanOrEqual(1.000_001);
          }
          expect(clock.waiting).toBe(0);
        },
      ),
    );
  });

  it('is never early where the timers of the clock come early or late', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 3000, noNaN: true }), { minLength: 1, maxLength: 40 }),
        fc.array(fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: 0, max: 2500 })), {
          minLength: 1,
          maxLength: 5,
        }),
        (deadlines, lags) => {
          const clock = new FakeClock();
          const wheel = new Wheel(unpunctual(clock, [...lags, 0]));
          const late: number[] = [];
          for (const due of deadlines) wheel.at(due, () => late.push(clock.now() - due));
          clock.advance(1_000_000);
          expect(late).toHaveLength(deadlines.length);
          expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it('does not drift over 50 events whose timers all come late', () => {
    const clock = new FakeClock();
    const wheel = new Wheel(unpunctual(clock, [3, 0.4, 15, 7.3, 0, 11]));
    const late: number[] = [];
    const event = (n: number): void => {
      const due = n * 20;
      wheel.at(due, () => {
        late.push(clock.now() - due);
        if (n < 50) event(n + 1);
      });
    };
    event(1);
    clock.advance(2000);
    expect(late).toHaveLength(50);
    expect(Math.max(...late)).toBeLessThanOrEqual(16);
    expect(late.at(-1)).toBeLessThanOrEqual(16);
  });

  it('paces a thousand streams with one timer', () => {
    const clock = new FakeClock();
    const wheel = new Wheel(clock);
    let events = 0;
    let mostTimers = 0;
    const look = (): void => {
      mostTimers = Math.max(mostTimers, clock.waiting);
    };
    for (let stream = 0; stream < 1000; stream += 1) {
      const event = (n: number): void => {
        wheel.at(stream / 100 + n * 13, () => {
          events += 1;
          if (n < 20) event(n + 1);
          look();
        });
        look();
      };
      event(1);
    }
    clock.advance(400);
    expect(events).toBe(20_000);
    expect(mostTimers).toBe(1);
    expect(clock.waiting).toBe(0);
  });

  it('forgets what is cancelled and runs the rest', () => {
    const clock = new FakeClock();
    const wheel = new Wheel(clock);
    const ran: string[] = [];
    const first = wheel.at(5, () => ran.push('first'));
    wheel.at(5, () => ran.push('second'));
    const far = wheel.at(5000, () => ran.push('far'));
    first.cancel();
    far.cancel();
    clock.advance(10_000);
    expect(ran).toEqual(['second']);
    expect(clock.waiting).toBe(0);
  });

  it('lets a task cancel another of the same millisecond', () => {
    const clock = new FakeClock();
    const wheel = new Wheel(clock);
    const ran: string[] = [];
    wheel.at(5, () => second.cancel());
    const second = wheel.at(5, () => ran.push('second'));
    clock.advance(10);
    expect(ran).toEqual([]);
  });

  it('may be cancelled after it has run', () => {
    const clock = new FakeClock();
    const wheel = new Wheel(clock);
    const ran: string[] = [];
    const done = wheel.at(5, () => ran.push('done'));
    clock.advance(10);
    done.cancel();
    wheel.at(20, () => ran.push('next'));
    clock.advance(20);
    expect(ran).toEqual(['done', 'next']);
  });

  it('sets no timer while nothing waits, and begins anew after a long silence', () => {
    const clock = new FakeClock();
    const wheel = new Wheel(clock);
    expect(clock.waiting).toBe(0);
    wheel.at(10, () => {});
    clock.advance(1_000_000);
    expect(clock.waiting).toBe(0);
    let ranAt = 0;
    wheel.at(1_000_020.5, () => {
      ranAt = clock.now();
    });
    clock.advance(100);
    expect(ranAt).toBe(1_000_021);
  });

  it('keeps nothing of what is forgotten: no timer where nothing else waits', () => {
    const clock = new FakeClock();
    const wheel = new Wheel(clock);
    const timers = [5, 5.5, 700, 90_000].map((due) => wheel.at(due, () => {}));
    expect([wheel.size, clock.waiting]).toEqual([4, 1]);
    for (const timer of timers) timer.cancel();
    expect([wheel.size, clock.waiting]).toEqual([0, 0]);
    for (const timer of timers) timer.cancel();
    expect(wheel.size).toBe(0);
  });

  it('moves one that waits already', () => {
    const clock = new FakeClock();
    const wheel = new Wheel(clock);
    const ran: number[] = [];
    class Noted extends Waiter {
      override reached(): void {
        ran.push(clock.now());
      }
    }
    const waiter = new Noted();
    wheel.wait(waiter, 10);
    wheel.wait(waiter, 30);
    expect(wheel.size).toBe(1);
    clock.advance(100);
    expect(ran).toEqual([30]);
  });

  it('wakes once for all that is due by then, also within the millisecond that has begun', () => {
    const clock = new FakeClock();
    const wheel = new Wheel(unpunctual(clock, [0.6, 0]));
    const ran: [string, number][] = [];
    for (const [name, due] of [
      ['a', 10],
      ['b', 10.2],
      ['c', 10.5],
      ['d', 10.9],
    ] as const) {
      wheel.at(due, () => ran.push([name, clock.now()]));
    }
    clock.advance(20);
    expect(ran.map(([name]) => name)).toEqual(['a', 'b', 'c', 'd']);
    expect(ran.slice(0, 3).map(([, at]) => at)).toEqual([10.6, 10.6, 10.6]);
  });

  it('runs what is due in the order of its milliseconds, and whatever happens no more and no less than what waits', () => {
    const step = fc.oneof(
      fc.record({ set: fc.double({ min: 0, max: 1500, noNaN: true }) }),
      fc.record({ cancel: fc.nat(50) }),
      fc.record({ pass: fc.double({ min: 0, max: 400, noNaN: true }) }),
    );
    const lag = fc.array(fc.double({ min: 0, max: 40, noNaN: true }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), lag, (steps, lags) => {
        const clock = new FakeClock();
        const wheel = new Wheel(unpunctual(clock, [...lags, 0]));
        const waiting = new Map<number, number>();
        const timers: Timer[] = [];
        let lastRun = { at: -1, slot: -1 };
        for (const one of steps) {
          if ('pass' in one) clock.advance(one.pass);
          else if ('cancel' in one) {
            timers[one.cancel]?.cancel();
            waiting.delete(one.cancel);
          } else {
            const id = timers.length;
            const due = clock.now() + one.set;
            waiting.set(id, due);
            // What is due at once comes with the next millisecond.
            const slot = Math.max(Math.ceil(due), Math.floor(clock.now()) + 1);
            const task = (): void => {
              expect(waiting.delete(id)).toBe(true);
              expect(clock.now()).toBeGreaterThanOrEqual(due);
              // Those that one waking runs come in the order of their milliseconds.
              if (lastRun.at === clock.now()) expect(slot).toBeGreaterThanOrEqual(lastRun.slot);
              lastRun = { at: clock.now(), slot };
            };
            timers.push(wheel.at(due, task));
          }
          expect(wheel.size).toBe(waiting.size);
          expect(clock.waiting).toBe(waiting.size > 0 ? 1 : 0);
        }
        clock.advance(5000);
        expect(waiting.size).toBe(0);
        expect(wheel.size).toBe(0);
      }),
      { examples: [[[{ set: 5e-324 }, { set: 0 }], [0]]] },
    );
  });
});
