import { describe, expect, it } from 'vitest';
import { type LimitPolicy, type LimitSet, minute, noLimits } from '../../../src/access/limits/limit-set.ts';
import { presetFamilies, presets } from '../../../src/access/limits/presets/list.ts';
import { scopesOf } from '../../../src/access/limits/scopes.ts';
import type { Principal } from '../../../src/access/principal.ts';

function rpm(limit: number): LimitSet {
  return { windows: [{ counts: 'requests', limit, per: minute }], concurrency: undefined };
}

function model(pattern: string, limits: LimitSet, shared = false) {
  return { patterns: [pattern], shared, limits };
}

function keyOf(parts: Partial<Principal> = {}): Principal {
  return { keyId: 'k1', name: 'ci', tier: undefined, rpm: undefined, tpm: undefined, ...parts };
}

function asked(policy: LimitPolicy, name: string | undefined, principal?: Principal) {
  const found = scopesOf(policy, { id: principal?.keyId ?? 'somebody', principal, model: name });
  return found.map(({ id, limits }) => [id, limits.windows.map(({ limit }) => limit)]);
}

describe('the limits that a request falls under', () => {
  const policy: LimitPolicy = {
    organisation: rpm(1000),
    client: {
      all: rpm(100),
      models: [model('gpt-4o', rpm(10)), model('gpt-*', rpm(20)), model('claude-*-4', rpm(30), true)],
    },
    tiers: new Map([['gold', { all: rpm(500), models: [] }]]),
  };

  it('are those of everybody, of its client, and of the first model that fits', () => {
    expect(asked(policy, 'gpt-4o')).toEqual([
      ['organisation', [1000]],
      ['client somebody', [100]],
      ['client somebody model gpt-4o', [10]],
    ]);
  });

  it('are one for each model that fits a pattern, and one for all models of a family that share it', () => {
    expect(asked(policy, 'gpt-5')[2]).toEqual(['client somebody model gpt-5', [20]]);
    expect(asked(policy, 'claude-opus-4')[2]).toEqual(['client somebody model claude-*-4', [30]]);
    expect(asked(policy, 'claude-opus-5')).toHaveLength(2);
  });

  it('leave out the model where a request names none', () => {
    expect(asked(policy, undefined)).toHaveLength(2);
  });

  it('are those of its tier where the key has one', () => {
    expect(asked(policy, 'gpt-4o', keyOf({ tier: 'gold' }))).toEqual([
      ['organisation', [1000]],
      ['client k1', [500]],
    ]);
  });

  it('are a preset where the tier is the name of one', () => {
    expect(asked(policy, 'gpt-4o-2024-08-06', keyOf({ tier: 'openai-tier-1' }))[2]).toEqual([
      'client k1 model gpt-4o|gpt-4o-20*',
      [500, 30_000],
    ]);
  });

  it('are the usual ones for a tier that nobody knows', () => {
    expect(asked(policy, 'gpt-4o', keyOf({ tier: 'unheard-of' }))).toHaveLength(3);
  });

  it('are the key’s own where it says so, beside the rest', () => {
    expect(asked(policy, undefined, keyOf({ rpm: 7, tpm: 900 }))[1]).toEqual(['client k1', [7, 900]]);
    expect(asked(noLimits, undefined, keyOf({ tpm: 900 }))).toEqual([['client k1', [900]]]);
  });

  it('are none where nothing is configured', () => {
    expect(asked(noLimits, 'gpt-4o', keyOf())).toEqual([]);
  });
});

describe('presets', () => {
  it('have a date and a source, and names of their own', () => {
    for (const { date, source } of presetFamilies) {
      expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(source).toMatch(/https:\/\//);
    }
    expect(new Set(presets.map(({ id }) => id)).size).toBe(presets.length);
  });

  it('allow no less in a higher tier', () => {
    for (const family of presetFamilies) {
      for (const [i, { models }] of family.presets.entries()) {
        const lower = family.presets[i - 1]?.models ?? [];
        for (const [row, { limits }] of models.entries()) {
          for (const window of limits.windows) {
            const before = lower[row]?.limits.windows.find(
              ({ counts, per }) => counts === window.counts && per === window.per,
            );
            expect(window.limit).toBeGreaterThanOrEqual(before?.limit ?? 0);
          }
        }
      }
    }
  });
});
