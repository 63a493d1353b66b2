import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Load, type Served } from '../../src/latency/load.ts';

function serve(load: Load, now: number, service: number): Served | 'refused' {
  return load.enter(now)?.serve(now, service) ?? 'refused';
}

const evenPace = { concurrency: 2, queue: 2, slowdown: 1 };

describe('load', () => {
  it('serves as many at once as there are slots, and the next ones in turn', () => {
    const load = new Load(evenPace);
    expect(serve(load, 0, 100)).toEqual({ delay: 0, slowdown: 1 });
    expect(serve(load, 10, 50)).toEqual({ delay: 0, slowdown: 1 });
    expect(serve(load, 20, 100)).toEqual({ delay: 40, slowdown: 1 });
    expect(serve(load, 30, 100)).toEqual({ delay: 70, slowdown: 1 });
  });

  it('refuses what finds slots and queue full, and takes the next when one is done', () => {
    const load = new Load(evenPace);
    for (let i = 0; i < 4; i += 1) serve(load, 0, 100 + i);
    expect(serve(load, 99, 10)).toBe('refused');
    expect(load.untilNextEnd(99)).toBe(1);
    expect(serve(load, 100, 10)).toEqual({ delay: 102, slowdown: 1 });
  });

  it('counts a place whose service is not known yet', () => {
    const load = new Load({ concurrency: 1, queue: 0, slowdown: 1 });
    const place = load.enter(0);
    expect(load.enter(0)).toBeUndefined();
    place?.leave();
    place?.leave();
    expect(load.enter(0)).toBeDefined();
    expect(load.enter(0)).toBeUndefined();
  });

  it('expects of a service that is not known yet that it takes as long as the last one', () => {
    const load = new Load({ concurrency: 1, queue: 0, slowdown: 1 });
    load.enter(0)?.leave();
    expect(load.untilNextEnd(0)).toBe(1000);
    serve(load, 0, 30);
    load.enter(40);
    expect(load.untilNextEnd(40)).toBe(30);
  });

  it('serves no place twice, and takes no slot for one that was left', () => {
    const load = new Load(evenPace);
    const place = load.enter(0);
    place?.serve(0, 10);
    expect(() => place?.serve(0, 10)).toThrow('served');
    const early = load.enter(0);
    early?.leave();
    expect(early?.serve(0, 1000)).toEqual({ delay: 0, slowdown: 1 });
    expect(serve(load, 1, 10)).toEqual({ delay: 0, slowdown: 1 });
    expect(load.size).toBe('2 at once, 2 in the queue');
  });

  it('frees the slot of a client that goes away', () => {
    const load = new Load({ concurrency: 1, queue: 0, slowdown: 1 });
    const place = load.enter(0);
    place?.serve(0, 1000);
    expect(serve(load, 100, 10)).toBe('refused');
    place?.leave();
    expect(serve(load, 100, 10)).toEqual({ delay: 0, slowdown: 1 });
    place?.leave();
    expect(serve(load, 105, 10)).toBe('refused');
  });

  it('gives the turn of one that left the queue to who fits in, and keeps what it has promised', () => {
    const load = new Load({ concurrency: 1, queue: 3, slowdown: 1 });
    serve(load, 0, 10);
    const second = load.enter(0);
    second?.serve(0, 10);
    expect(serve(load, 0, 10)).toEqual({ delay: 20, slowdown: 1 });
    second?.leave();
    expect(serve(load, 0, 11)).toEqual({ delay: 30, slowdown: 1 });
    expect(serve(load, 5, 10)).toEqual({ delay: 5, slowdown: 1 });
  });

  it('slows down with what runs, in proportion to the slots', () => {
    const load = new Load({ concurrency: 4, queue: 2, slowdown: 3 });
    const slowdowns = [0, 1, 2, 3, 4].map((now) => {
      const served = serve(load, now, 100);
      return served === 'refused' ? served : served.slowdown;
    });
    expect(slowdowns).toEqual([1.5, 2, 2.5, 3, 3]);
    // The first was alone with one slot of four: it takes half as long again.
    expect(load.untilNextEnd(4)).toBe(146);
  });

  it('never serves more at once than it has slots, in the order of arrival, for any arrivals', () => {
    const arrivals = fc.array(fc.record({ gap: fc.nat({ max: 50 }), service: fc.integer({ min: 1, max: 200 }) }), {
      maxLength: 60,
    });
    const settings = fc.record({
      concurrency: fc.integer({ min: 1, max: 5 }),
      queue: fc.nat({ max: 20 }),
      slowdown: fc.constantFrom(1, 1.5, 4),
    });
    fc.assert(
      fc.property(settings, arrivals, (given, requests) => {
        const load = new Load(given);
        const again = new Load(given);
        const booked: { begin: number; end: number }[] = [];
        let now = 0;
        for (const { gap, service } of requests) {
          now += gap;
          const served = serve(load, now, service);
          expect(serve(again, now, service)).toEqual(served);
          if (served === 'refused') {
            expect(booked.filter(({ end }) => end > now)).toHaveLength(given.concurrency + given.queue);
            continue;
          }
          const begin = now + served.delay;
          expect(begin).toBeGreaterThanOrEqual(booked.at(-1)?.begin ?? 0);
          booked.push({ begin, end: begin + service * served.slowdown });
        }
        for (const { begin } of booked) {
          const running = booked.filter((one) => one.begin <= begin && begin < one.end);
          expect(running.length).toBeLessThanOrEqual(given.concurrency);
        }
      }),
    );
  });
});

describe('load with clients that leave', () => {
  it('never serves more at once than it has slots, and refuses nobody while there is a place', () => {
    const arrivals = fc.array(
      fc.record({
        gap: fc.nat({ max: 50 }),
        service: fc.integer({ min: 1, max: 200 }),
        /** Which of those before leaves at this moment. */
        leaves: fc.option(fc.nat({ max: 60 })),
      }),
      { maxLength: 60 },
    );
    const settings = fc.record({
      concurrency: fc.integer({ min: 1, max: 4 }),
      queue: fc.nat({ max: 10 }),
      slowdown: fc.constantFrom(1, 2),
    });
    fc.assert(
      fc.property(settings, arrivals, (given, requests) => {
        const load = new Load(given);
        const served: { begin: number; end: number; leave: () => void }[] = [];
        let now = 0;
        for (const { gap, service, leaves } of requests) {
          now += gap;
          const leaver = leaves === null ? undefined : served[leaves];
          if (leaver !== undefined) {
            leaver.leave();
            leaver.begin = Math.min(leaver.begin, now);
            leaver.end = Math.min(leaver.end, now);
          }
          const held = served.filter(({ end }) => end > now).length;
          const place = load.enter(now);
          expect(place === undefined).toBe(held >= given.concurrency + given.queue);
          if (place === undefined) continue;
          const { delay, slowdown } = place.serve(now, service);
          const begin = now + delay;
          served.push({ begin, end: begin + service * slowdown, leave: place.leave });
          if (held < given.concurrency) expect(delay).toBe(0);
        }
        for (const { begin, end } of served) {
          if (end === begin) continue;
          const running = served.filter((one) => one.begin <= begin && begin < one.end);
          expect(running.length).toBeLessThanOrEqual(given.concurrency);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a gateway in front of it', () => {
  /** Requests that come evenly, so many a second for a minute, each of a second. */
  function minuteOf(rate: number, slowdown: number): { throughput: number; refused: number; p95: number } {
    const load = new Load({ concurrency: 10, queue: 100, slowdown });
    const latencies: number[] = [];
    let refused = 0;
    let inTime = 0;
    for (let i = 0; i < rate * 60; i += 1) {
      const now = (i * 1000) / rate;
      const served = serve(load, now, 1000);
      if (served === 'refused') refused += 1;
      else {
        const latency = served.delay + 1000 * served.slowdown;
        latencies.push(latency);
        if (now + latency <= 60_000) inTime += 1;
      }
    }
    latencies.sort((one, other) => one - other);
    return {
      throughput: inTime / 60,
      refused: refused / (rate * 60),
      p95: latencies[Math.floor(latencies.length * 0.95)] ?? 0,
    };
  }

  it('finds the knee: throughput stays at what the slots can do, latency rises to the length of the queue, then 429', () => {
    const [below, at, above, far] = [5, 10, 15, 40].map((rate) => minuteOf(rate, 1));
    expect(below).toMatchObject({ refused: 0, p95: 1000 });
    expect(below?.throughput).toBeCloseTo(5, 0);
    expect(at).toMatchObject({ refused: 0, p95: 1000 });
    expect(at?.throughput).toBeCloseTo(10, 0);
    expect(above?.throughput).toBeCloseTo(10, 0);
    expect(above?.p95).toBeGreaterThan(9000);
    expect(above?.refused).toBeGreaterThan(0.15);
    expect(far?.throughput).toBeCloseTo(10, 0);
    expect(far?.p95).toBeCloseTo(11_000, -3);
    expect(far?.refused).toBeGreaterThan(0.7);
  });

  it('finds it earlier where machines slow each other down', () => {
    expect(minuteOf(4, 2).p95).toBeLessThan(2000);
    expect(minuteOf(6, 2).throughput).toBeCloseTo(5, 0);
    expect(minuteOf(6, 2).p95).toBeGreaterThan(5000);
  });
});
