import { describe, expect, it } from 'vitest';
import { type LimitPolicy, minute, noLimits } from '../../src/access/limits/limit-set.ts';
import { startLimits } from '../../src/app/limits.ts';
import { RequestReader } from '../../src/pipeline/request-reading.ts';
import { exchangeWith, hitOf } from '../pipeline/exchanges.ts';
import { FakeClock } from '../support/fake-clock.ts';

function requests(limit: number): LimitPolicy {
  return {
    ...noLimits,
    client: { all: { windows: [{ counts: 'requests', limit, per: minute }], concurrency: undefined }, models: [] },
  };
}

describe('limits that are in force', () => {
  it('can be changed while llmsim runs', async () => {
    const limits = startLimits(undefined, new FakeClock(), new RequestReader());
    const ask = async () => (await limits.stage(exchangeWith(), () => hitOf('{}'))).kind;
    expect([await ask(), await ask()]).toEqual(['hit', 'hit']);
    limits.reconfigure(requests(1));
    expect([await ask(), await ask()]).toEqual(['hit', 'refusal']);
    // What stays as it was is as used as it was.
    limits.reconfigure(requests(1));
    expect(await ask()).toBe('refusal');
    limits.reconfigure(undefined);
    expect(await ask()).toBe('hit');
  });
});
