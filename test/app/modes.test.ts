import { describe, expect, it } from 'vitest';
import { type Mode, type ModeParts, modeNames, modes, usesUpstream } from '../../src/app/modes.ts';
import type { Exchange } from '../../src/core/exchange.ts';
import type { Outcome, Responder } from '../../src/core/outcome.ts';
import { exchangeWith, hitOf, textOf } from '../pipeline/exchanges.ts';

const toCassette = (cassette: string): Exchange => exchangeWith({}, { selection: { cassette, session: undefined } });

interface World {
  /** Whether the cassette holds what is asked for. */
  readonly recorded: boolean;
  readonly existing?: readonly string[];
  /** Whether a rule answers; undefined where there are no rules. */
  readonly ruled?: boolean;
  /** Whether a generator answers what has no recording. */
  readonly synthesising?: boolean;
  readonly cassettes?: boolean;
}

/** Who answers in a mode; `made` are the parts that its row asked for. */
async function answering(
  mode: Mode,
  { recorded, existing = [], ruled, synthesising = false, cassettes = true }: World,
  exchange = exchangeWith(),
) {
  const made: string[] = [];
  const part = (name: string, outcome: () => Outcome): Responder => {
    made.push(name);
    return outcome;
  };
  const fromCassette = (name: string) => part(name, () => (recorded ? hitOf(name) : { kind: 'miss', reasons: [] }));
  const parts: ModeParts = {
    replaying: () => fromCassette('replaying'),
    replayingEachOnce: () => fromCassette('replaying each once'),
    recording: (into) => part(`recording to ${into}`, () => hitOf(`recording to ${into}`)),
    ruling: () =>
      ruled === undefined ? undefined : part('rules', () => (ruled ? hitOf('rules') : { kind: 'miss', reasons: [] })),
    hasCassettes: () => cassettes,
    synthesising: () => (synthesising ? part('generator', () => hitOf('generator')) : undefined),
    passingThrough: () => part('passing through', () => hitOf('passing through')),
    cassetteOf: ({ selection }) => selection.cassette ?? 'default',
    existed: (cassette) => existing.includes(cassette),
  };
  const outcome = await modes[mode].build(parts)(exchange);
  return { by: outcome.kind === 'hit' ? textOf(outcome) : outcome.kind, made };
}

describe('the modes', () => {
  it('all records everything in place of what was there', async () => {
    expect(await answering('all', { recorded: true })).toEqual({
      by: 'recording to replace',
      made: ['recording to replace'],
    });
  });

  it('new-episodes replays what was there, each once, and adds what is new', async () => {
    expect((await answering('new-episodes', { recorded: true })).by).toBe('replaying each once');
    expect((await answering('new-episodes', { recorded: false })).by).toBe('recording to append');
  });

  it('once replays a cassette that existed, misses included, and records one that did not', async () => {
    const existing = ['old'];
    expect((await answering('once', { recorded: true, existing }, toCassette('old'))).by).toBe('replaying');
    expect((await answering('once', { recorded: false, existing }, toCassette('old'))).by).toBe('miss');
    expect((await answering('once', { recorded: true, existing }, toCassette('new'))).by).toBe('recording to replace');
  });

  it('none only replays', async () => {
    expect(await answering('none', { recorded: false })).toEqual({ by: 'miss', made: ['replaying'] });
    expect((await answering('none', { recorded: true })).by).toBe('replaying');
  });

  it('none lets a generator answer what is not recorded, and everything where there is nothing to replay from', async () => {
    const synthesising = true;
    expect((await answering('none', { recorded: true, synthesising })).by).toBe('replaying');
    expect((await answering('none', { recorded: false, synthesising })).by).toBe('generator');
    expect((await answering('none', { recorded: true, ruled: true, synthesising })).by).toBe('rules');
    const alone = await answering('none', { recorded: true, synthesising, cassettes: false });
    expect(alone).toEqual({ by: 'generator', made: ['generator'] });
  });

  it.each(['none', 'new-episodes'] as const)('%s asks rules before recordings', async (mode) => {
    expect((await answering(mode, { recorded: true, ruled: true })).by).toBe('rules');
    expect((await answering(mode, { recorded: true, ruled: false })).by).toMatch(/^replaying/);
  });

  it('once asks rules before the recordings of a cassette that existed, and records one that did not as it is', async () => {
    const existing = ['old'];
    const world = { recorded: true, existing, ruled: true };
    expect((await answering('once', world, toCassette('old'))).by).toBe('rules');
    expect((await answering('once', world, toCassette('new'))).by).toBe('recording to replace');
  });

  it.each(['all', 'passthrough'] as const)('%s asks no rules', async (mode) => {
    expect((await answering(mode, { recorded: true, ruled: true })).made).not.toContain('rules');
  });

  it('passthrough only forwards', async () => {
    expect(await answering('passthrough', { recorded: true })).toEqual({
      by: 'passing through',
      made: ['passing through'],
    });
  });

  it.each(modeNames)('%s asks for upstream parts only if it may use the network', async (mode) => {
    const { made } = await answering(mode, { recorded: false });
    expect(made.some((name) => /recording|passing/.test(name))).toBe(usesUpstream(mode));
  });

  it.each(modeNames)('%s is explained in one sentence', (mode) => {
    expect(modes[mode].explanation).toMatch(/^[a-z].{20,}[^.]$/);
  });
});
