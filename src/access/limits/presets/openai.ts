/** OpenAI's limits by usage tier, for its main models. */

import { day, type LimitWindow, type ModelLimits, minute } from '../limit-set.ts';
import type { PresetFamily } from '../preset.ts';

/** Requests and tokens a minute for the tiers 1 to 5, and requests a day where tier 1 has such a limit. */
interface Row {
  readonly models: readonly string[];
  readonly rpm: readonly [number, number, number, number, number];
  readonly tpm: readonly [number, number, number, number, number];
  readonly firstRpd?: number;
}

const rows: readonly Row[] = [
  {
    models: ['gpt-5', 'gpt-5-20*'],
    rpm: [500, 5_000, 5_000, 10_000, 15_000],
    tpm: [500_000, 1_000_000, 2_000_000, 4_000_000, 40_000_000],
  },
  {
    models: ['gpt-5-mini', 'gpt-5-mini-20*'],
    rpm: [500, 5_000, 5_000, 10_000, 30_000],
    tpm: [500_000, 2_000_000, 4_000_000, 10_000_000, 180_000_000],
  },
  {
    models: ['gpt-4o', 'gpt-4o-20*'],
    rpm: [500, 5_000, 5_000, 10_000, 10_000],
    tpm: [30_000, 450_000, 800_000, 2_000_000, 30_000_000],
  },
  {
    models: ['gpt-4o-mini', 'gpt-4o-mini-20*'],
    rpm: [500, 5_000, 5_000, 10_000, 30_000],
    tpm: [200_000, 2_000_000, 4_000_000, 10_000_000, 150_000_000],
    firstRpd: 10_000,
  },
];

/** A model's dated snapshots take from the model's own limit. */
export const openaiPresets: PresetFamily = {
  date: '2025-09-12',
  source:
    'Copies by others of the tables "Rate limits" at https://platform.openai.com/docs/models: gpt-4o and gpt-4o-mini, tokens of gpt-5 and gpt-5-mini; the requests of these two are approximate',
  presets: ([0, 1, 2, 3, 4] as const).map((tier) => ({
    id: `openai-tier-${tier + 1}`,
    models: rows.map((row) => limitsOf(row, tier)),
  })),
};

function limitsOf({ models, rpm, tpm, firstRpd }: Row, tier: 0 | 1 | 2 | 3 | 4): ModelLimits {
  const windows: LimitWindow[] = [
    { counts: 'requests', limit: rpm[tier], per: minute },
    { counts: 'tokens', limit: tpm[tier], per: minute },
  ];
  if (tier === 0 && firstRpd !== undefined) windows.push({ counts: 'requests', limit: firstRpd, per: day });
  return { patterns: models, shared: true, limits: { windows, concurrency: undefined } };
}
