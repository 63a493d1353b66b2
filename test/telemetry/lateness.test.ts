import { describe, expect, it } from 'vitest';
import { Lateness } from '../../src/telemetry/lateness.ts';

describe('what is known of lateness', () => {
  it('is nothing at first', () => {
    expect(new Lateness().summary()).toEqual({
      lateness: { count: 0, p50: 0, p90: 0, p99: 0, max: 0 },
      drift: { count: 0, min: 0, p50: 0, p99: 0, max: 0 },
      joined: 0,
      held: 0,
      streams: { open: 0, finished: 0, left: 0 },
    });
  });

  it('is how late chunks were', () => {
    const lateness = new Lateness();
    for (let i = 1; i <= 100; i += 1) lateness.chunk(i / 10);
    const { count, p50, p90, p99, max } = lateness.summary().lateness;
    expect(count).toBe(100);
    expect(p50).toBeCloseTo(5, 0);
    expect(p90).toBeCloseTo(9, 0);
    expect(p99).toBeCloseTo(9.9, 0);
    expect(max).toBe(10);
  });

  it('is how much later streams ended than they began, or earlier', () => {
    const lateness = new Lateness();
    for (const drift of [-4, -3, -2, -1, 0, 1, 2]) {
      lateness.open();
      lateness.finish(drift);
    }
    const { count, min, p50, max } = lateness.summary().drift;
    expect([count, min, max]).toEqual([7, -4, 2]);
    expect(p50).toBeCloseTo(-1, 1);
  });

  it.each([
    [[-3, -2], -3, -2],
    [[2, 3], 2, 3],
  ] as const)('has least and most of drifts to one side: %j', (drifts, least, most) => {
    const lateness = new Lateness();
    for (const drift of drifts) lateness.finish(drift);
    const { min, max } = lateness.summary().drift;
    expect(min).toBeCloseTo(least, 1);
    expect(max).toBeCloseTo(most, 1);
  });

  it('does not take a stream for one that drifts because its client was slow', () => {
    const lateness = new Lateness();
    lateness.open();
    lateness.hold();
    lateness.finish(undefined);
    expect(lateness.summary()).toMatchObject({ held: 1, drift: { count: 0 }, streams: { open: 0, finished: 1 } });
  });

  it('begins anew, and streams that are open stay open', () => {
    const lateness = new Lateness();
    for (let i = 0; i < 3; i += 1) lateness.open();
    lateness.finish(1);
    lateness.leave();
    lateness.chunk(4);
    lateness.join(2);
    lateness.clear();
    expect(lateness.summary()).toMatchObject({
      lateness: { count: 0, max: 0 },
      drift: { count: 0 },
      joined: 0,
      streams: { open: 1, finished: 0, left: 0 },
    });
  });
});
