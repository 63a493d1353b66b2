import { describe, expect, it } from 'vitest';
import { minute } from '../../../src/access/limits/limit-set.ts';
import { RateLimiter } from '../../../src/access/limits/rate-limiter.ts';
import type { Scope } from '../../../src/access/limits/scopes.ts';
import type { Demand } from '../../../src/core/rate-limits.ts';

const scope: Scope = {
  id: 'one',
  limits: {
    windows: [
      { counts: 'requests', limit: 3, per: minute },
      { counts: 'tokens', limit: 600, per: minute },
    ],
    concurrency: 2,
  },
};

function demand(tokens: number): Demand {
  return { requests: 1, tokens, 'input-tokens': tokens, 'output-tokens': 0 };
}

function admitted(limiter: RateLimiter, tokens: number, now = 0) {
  const admission = limiter.admit([scope], demand(tokens), now);
  if (admission.kind === 'refused') throw new Error(`refused: ${JSON.stringify(admission.reached)}`);
  return admission.admitted;
}

function refused(limiter: RateLimiter, tokens: number, now = 0) {
  const admission = limiter.admit([scope], demand(tokens), now);
  if (admission.kind === 'admitted') throw new Error('was let in');
  return admission.reached;
}

function left(limiter: RateLimiter, now = 0) {
  return limiter.states([scope], now).map(({ remaining }) => remaining);
}

describe('a rate limiter', () => {
  it('takes the estimate at once and corrects it by what was counted', () => {
    const limiter = new RateLimiter();
    const first = admitted(limiter, 500);
    expect(left(limiter)).toEqual([2, 100]);
    first.correct(demand(120), 0);
    expect(left(limiter)).toEqual([2, 480]);
    first.correct(demand(150), 0);
    expect(left(limiter)).toEqual([2, 450]);
  });

  it('refuses what is over a limit and takes nothing for it', () => {
    const limiter = new RateLimiter();
    admitted(limiter, 500);
    expect(refused(limiter, 200)).toMatchObject({ kind: 'window', requested: 200, retryIn: 10_000 });
    expect(left(limiter)).toEqual([2, 100]);
    admitted(limiter, 200, 10_000);
  });

  it('tells the limit that makes the client wait the longest', () => {
    const limiter = new RateLimiter();
    for (let i = 0; i < 3; i += 1) admitted(limiter, 150).release();
    expect(refused(limiter, 151)).toMatchObject({ state: { counts: 'requests' }, retryIn: 20_000 });
    expect(refused(limiter, 600)).toMatchObject({ state: { counts: 'tokens' }, retryIn: 45_000 });
  });

  it('says that waiting does not help a request that is larger than the limit', () => {
    expect(refused(new RateLimiter(), 601)).toMatchObject({ state: { counts: 'tokens' }, retryIn: undefined });
  });

  it('bounds how many answers are under way, until each is over', () => {
    const limiter = new RateLimiter();
    const first = admitted(limiter, 1);
    admitted(limiter, 1);
    expect(refused(limiter, 1)).toEqual({ kind: 'concurrency', limit: 2, retryIn: 1_000 });
    first.release();
    first.release();
    admitted(limiter, 1);
    expect(refused(limiter, 1, 60_000).kind).toBe('concurrency');
  });

  it('counts a refused request where the provider does, and never below nothing', () => {
    const limiter = new RateLimiter();
    for (let i = 0; i < 5; i += 1) limiter.countRefused([scope], 0);
    expect(left(limiter)).toEqual([0, 600]);
  });

  it('tells when all of a limit is there again', () => {
    const limiter = new RateLimiter();
    admitted(limiter, 300);
    expect(limiter.states([scope], 0).map(({ resetIn }) => resetIn)).toEqual([20_000, 30_000]);
  });

  it('begins anew with a limit that has changed', () => {
    const limiter = new RateLimiter();
    admitted(limiter, 600);
    const larger: Scope = {
      ...scope,
      limits: { windows: [{ counts: 'tokens', limit: 900, per: minute }], concurrency: undefined },
    };
    expect(limiter.states([larger], 0)[0]?.remaining).toBe(900);
  });

  it('keeps the limits of clients apart', () => {
    const limiter = new RateLimiter();
    admitted(limiter, 600);
    expect(limiter.states([{ ...scope, id: 'other' }], 0)[1]?.remaining).toBe(600);
  });
});
