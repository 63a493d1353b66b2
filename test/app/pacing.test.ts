import { describe, expect, it } from 'vitest';
import { startPacing } from '../../src/app/pacing.ts';
import { defaultPacing, type PacingConfig } from '../../src/app/pacing-config.ts';
import type { Outcome } from '../../src/core/outcome.ts';
import type { Latency } from '../../src/latency/retime.ts';
import { RequestReader } from '../../src/pipeline/request-reading.ts';
import { exchangeWith, hitOf } from '../pipeline/exchanges.ts';
import { steadyProfile } from '../support/latency-profiles.ts';

const profile = steadyProfile(0, 1, {
  id: 'varied',
  ttft: { body: { kind: 'lognormal', floor: 100, mu: 5, sigma: 0.5 }, spike: undefined, prompt: undefined },
  pace: { kind: 'gap', gap: { kind: 'constant', value: 0 } },
});
const varied: Latency = { kind: 'profile', profile, speed: 1 };
const reply = hitOf('{"choices":[{"message":{"content":"Hi"}}]}', { timing: { head: 8, chunks: [8], end: 8 } });
const one = { concurrency: 1, queue: 0, slowdown: 1 };

async function pacing(latency: Latency, config: Partial<PacingConfig> = {}) {
  const started = await startPacing(latency, { ...defaultPacing, ...config }, () => 'key', new RequestReader());
  const ask = async (wish?: string, model = 'gpt-4o'): Promise<Outcome> => {
    const headers = wish === undefined ? [] : [['x-llmsim-latency', wish] as const];
    return started.stage(exchangeWith({ headers, body: JSON.stringify({ model }) }), () => reply);
  };
  return { ...started, ask };
}

function headOf(outcome: Outcome): number {
  if (outcome.kind !== 'hit' || outcome.reply.kind !== 'planned') throw new Error(`not answered: ${outcome.kind}`);
  return outcome.reply.timing.head;
}

describe('pacing', () => {
  it('draws anew for each occurrence of a request, and from the beginning after a reset', async () => {
    const { ask, reset } = await pacing(varied);
    const first = headOf(await ask());
    expect(headOf(await ask())).not.toBe(first);
    reset({ cassette: undefined, session: undefined });
    expect(headOf(await ask())).toBe(first);
  });

  it('counts a request’s occurrences whatever pace it gets', async () => {
    const { ask } = await pacing(varied, { profiles: new Map([['same', profile]]) });
    const other = await pacing(varied);
    expect(headOf(await ask())).toBe(headOf(await other.ask()));
    expect(headOf(await ask('same*2'))).toBe(headOf(await other.ask()) / 2);
  });

  it('draws other times with another seed', async () => {
    const [one, other] = [await pacing(varied), await pacing(varied, { seed: 'x' })];
    expect(headOf(await one.ask())).not.toBe(headOf(await other.ask()));
  });

  it('gives a wish without a factor the speed of all, and one with a factor its own', async () => {
    const { ask } = await pacing({ kind: 'instant' }, { speed: 4 });
    expect(headOf(await ask())).toBe(0);
    expect(headOf(await ask('recorded'))).toBe(2);
    expect(headOf(await ask('recorded*0.5'))).toBe(16);
  });

  it('refuses a wish that it does not know, each time', async () => {
    const { ask } = await pacing(varied);
    for (const _ of [1, 2]) {
      expect(await ask('slow')).toMatchObject({ kind: 'refusal', error: { status: 400, code: 'llmsim_bad_header' } });
    }
  });

  it('gives a model its own pace', async () => {
    const { ask } = await pacing(varied, { models: [{ model: '*-mini', latency: { kind: 'instant' } }] });
    expect(headOf(await ask(undefined, 'gpt-4o-mini'))).toBe(0);
    expect(headOf(await ask(undefined, 'gpt-4o'))).toBeGreaterThan(100);
  });

  it('shares the load of the configuration among all profiles that have none of their own', async () => {
    const own = { ...profile, id: 'own', load: one };
    const profiles = new Map([
      ['same', profile],
      ['other', { ...profile, id: 'other' }],
      ['own', own],
    ]);
    const { ask } = await pacing(varied, { load: one, profiles });
    expect((await ask()).kind).toBe('hit');
    for (const wish of ['same', 'other*2', undefined]) {
      expect(await ask(wish)).toMatchObject({ kind: 'refusal', error: { status: 429 } });
    }
    expect((await ask('own')).kind).toBe('hit');
    expect(await ask('own*9')).toMatchObject({ kind: 'refusal', error: { status: 429 } });
    expect((await ask('instant')).kind).toBe('hit');
  });
});
