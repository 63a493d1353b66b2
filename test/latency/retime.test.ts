import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlannedReply } from '../../src/core/reply.ts';
import { retime } from '../../src/latency/retime.ts';

const reply: PlannedReply = {
  kind: 'planned',
  status: 200,
  statusText: 'OK',
  headers: [['a', 'b']],
  bytes: Buffer.from('abc'),
  ends: [1, 2, 3],
  timing: { head: 100, chunks: [110, 250.5, 900], end: 901 },
  end: 'close',
};

describe('re-timing', () => {
  it('changes nothing at the recorded pace', () => {
    expect(retime(reply, { kind: 'recorded', speed: 1 })).toBe(reply);
  });

  it('plans nothing later than a clock can tell, however small the speed', () => {
    const timing = { head: 0, chunks: [0, 1, 2], end: 2 };
    const slow = retime({ ...reply, timing }, { kind: 'recorded', speed: 5e-324 }).timing;
    expect(slow).toEqual({ head: 0, chunks: [0, 1e12, 1e12], end: 1e12 });
  });

  it('makes everything due at once when instant', () => {
    expect(retime(reply, { kind: 'instant' })).toEqual({ ...reply, timing: { head: 0, chunks: [0, 0, 0], end: 0 } });
  });

  it('halves the times at twice the speed and doubles them at half', () => {
    expect(retime(reply, { kind: 'recorded', speed: 2 }).timing).toEqual({
      head: 50,
      chunks: [55, 125.25, 450],
      end: 450.5,
    });
    expect(retime(reply, { kind: 'recorded', speed: 0.5 }).timing.end).toBe(1802);
  });

  it('keeps order, bytes, boundaries and the end at any speed, and does not touch the original', () => {
    const gaps = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 20 });
    fc.assert(
      fc.property(gaps, fc.double({ min: 0.001, max: 1000, noNaN: true }), (steps, speed) => {
        let at = 0;
        const chunks = steps.map((gap) => (at += gap));
        const before: PlannedReply = { ...reply, timing: { head: 0, chunks, end: at } };
        const copy = structuredClone(before.timing);
        const { timing, ...rest } = retime(before, { kind: 'recorded', speed });
        const { timing: _, ...others } = before;
        expect(rest).toEqual(others);
        expect(before.timing).toEqual(copy);
        const order = [timing.head, ...timing.chunks, timing.end];
        expect(order).toEqual(order.toSorted((a, b) => a - b));
        expect(timing.end * speed).toBeCloseTo(at, 3);
      }),
    );
  });
});
