import { describe, expect, it } from 'vitest';
import type { MissReason, Outcome, Refusal } from '../../../src/core/outcome.ts';
import { firstOf } from '../../../src/pipeline/responders/first-of.ts';
import { exchangeWith, hitOf } from '../exchanges.ts';

const exchange = exchangeWith();

function absent(cassette: string): MissReason {
  return { kind: 'cassette-absent', cassette };
}

function missing(...cassettes: string[]): Outcome {
  return { kind: 'miss', reasons: cassettes.map(absent) };
}

const refusal: Refusal = { kind: 'refusal', error: { status: 502, code: 'x', message: 'no' } };

describe('the first of several responders', () => {
  it('that does not miss answers, and those behind it are not asked', async () => {
    const hit = hitOf();
    let asked = 0;
    const respond = firstOf(
      () => missing('a'),
      () => hit,
      () => {
        asked += 1;
        return hitOf();
      },
    );
    expect(await respond(exchange)).toBe(hit);
    expect(asked).toBe(0);
  });

  it('that refuses has answered', async () => {
    expect(
      await firstOf(
        () => refusal,
        () => hitOf(),
      )(exchange),
    ).toBe(refusal);
  });

  it('leaves a miss with the reasons of all when none answers', async () => {
    const respond = firstOf(
      () => missing('a', 'b'),
      async () => missing('c'),
      () => missing('d'),
    );
    expect(await respond(exchange)).toEqual({ kind: 'miss', reasons: ['a', 'b', 'c', 'd'].map(absent) });
  });

  it('answers synchronously where it can, and waits where it must', async () => {
    expect(
      firstOf(
        () => missing('a'),
        () => refusal,
      )(exchange),
    ).toBe(refusal);
    const later = firstOf(
      async () => missing('a'),
      () => refusal,
    )(exchange);
    expect(later).toBeInstanceOf(Promise);
    expect(await later).toBe(refusal);
  });

  it('is a miss without reasons where there are no responders', () => {
    expect(firstOf()(exchange)).toEqual({ kind: 'miss', reasons: [] });
  });

  it('passes a failure on', async () => {
    const failing = firstOf(
      () => Promise.reject(new Error('broken')),
      () => refusal,
    );
    await expect(failing(exchange)).rejects.toThrow('broken');
  });
});
