import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../../../src/access/limits/token-bucket.ts';

describe('a token bucket', () => {
  it('begins full, and fills bit by bit', () => {
    const bucket = new TokenBucket(60, 60_000, 0);
    bucket.take(60, 0);
    expect([bucket.level(0), bucket.level(500), bucket.level(30_000)]).toEqual([0, 0.5, 30]);
    expect(bucket.level(1_000_000)).toBe(60);
  });

  it('says how long it takes until there is enough', () => {
    const bucket = new TokenBucket(60, 60_000, 0);
    bucket.take(60, 0);
    expect([bucket.waitFor(1, 0), bucket.waitFor(1, 400), bucket.waitFor(1, 1_000)]).toEqual([1_000, 600, 0]);
    expect(bucket.waitFor(61, 0)).toBeUndefined();
  });

  it('owes what an answer took beyond the estimate', () => {
    const bucket = new TokenBucket(100, 1_000, 0);
    bucket.take(150, 0);
    expect([bucket.level(0), bucket.waitFor(1, 0), bucket.level(500)]).toEqual([-50, 510, 0]);
  });

  it('takes no more back than it holds', () => {
    const bucket = new TokenBucket(10, 1_000, 0);
    bucket.take(-5, 0);
    expect(bucket.level(0)).toBe(10);
  });

  it('does not run backwards with a clock that does', () => {
    const bucket = new TokenBucket(10, 1_000, 1_000);
    bucket.take(10, 1_000);
    expect(bucket.level(0)).toBe(0);
    expect(bucket.level(1_500)).toBe(5);
  });

  it('never lets through more than the limit and what came back since', () => {
    const moves = fc.array(fc.record({ after: fc.nat(5_000), amount: fc.integer({ min: 1, max: 40 }) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(moves, fc.integer({ min: 1, max: 50 }), (steps, limit) => {
        const bucket = new TokenBucket(limit, 10_000, 0);
        let now = 0;
        let taken = 0;
        for (const { after, amount } of steps) {
          now += after;
          if (bucket.waitFor(amount, now) !== 0) continue;
          bucket.take(amount, now);
          taken += amount;
        }
        expect(taken).toBeLessThanOrEqual(limit + (now * limit) / 10_000 + 1e-3);
      }),
    );
  });

  it('has enough after the time that it names, and not a millisecond before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 5_000 }), (limit, wanted) => {
        fc.pre(wanted <= limit);
        const bucket = new TokenBucket(limit, 60_000, 0);
        bucket.take(limit, 0);
        const wait = bucket.waitFor(wanted, 0) ?? 0;
        if (wait > 1) expect(bucket.waitFor(wanted, wait - 1)).toBeGreaterThan(0);
        expect(bucket.waitFor(wanted, wait)).toBe(0);
      }),
    );
  });
});
