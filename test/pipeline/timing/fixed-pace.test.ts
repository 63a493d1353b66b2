import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/core/outcome.ts';
import { fixedPace } from '../../../src/pipeline/timing/fixed-pace.ts';
import { exchangeWith, hitOf, SpokenReply } from '../exchanges.ts';

const exchange = exchangeWith();
const recorded = hitOf('abc', { ends: [1, 3], timing: { head: 10, chunks: [20, 40], end: 50 } });

function timingOf(outcome: Outcome | Promise<Outcome>) {
  return outcome instanceof Promise || outcome.kind !== 'hit' || outcome.reply.kind !== 'planned'
    ? undefined
    : outcome.reply.timing;
}

describe('a fixed pace', () => {
  it('re-times a planned reply and leaves the rest of the hit', () => {
    const outcome = fixedPace({ kind: 'recorded', speed: 2 })(exchange, () => recorded);
    expect(outcome).toEqual({
      ...recorded,
      reply: { ...recorded.reply, timing: { head: 5, chunks: [10, 20], end: 25 } },
    });
  });

  it('changes nothing of a recording at its own speed', () => {
    expect(fixedPace({ kind: 'recorded', speed: 1 })(exchange, () => recorded)).toBe(recorded);
  });

  it('waits for a responder that has to load', async () => {
    const outcome = await fixedPace({ kind: 'instant' })(exchange, async () => recorded);
    expect(timingOf(outcome)).toEqual({ head: 0, chunks: [0, 0], end: 0 });
  });

  it('gives the same object each time a recording is played', () => {
    const stage = fixedPace({ kind: 'recorded', speed: 4 });
    const first = stage(exchange, () => recorded);
    expect(stage(exchange, () => recorded)).toBe(first);
    expect(timingOf(stage(exchange, () => ({ ...recorded })))).toEqual(timingOf(first));
    expect(recorded.reply).toMatchObject({ timing: { head: 10 } });
  });

  it('leaves live replies, misses and refusals alone', () => {
    const live: Outcome = { ...recorded, source: 'upstream', reply: new SpokenReply() };
    const miss: Outcome = { kind: 'miss', reasons: [] };
    const refusal: Outcome = { kind: 'refusal', error: { status: 500, code: 'x', message: 'y' } };
    const stage = fixedPace({ kind: 'instant' });
    for (const outcome of [live, miss, refusal]) expect(stage(exchange, () => outcome)).toBe(outcome);
  });
});
