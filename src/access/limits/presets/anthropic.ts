/** Anthropic's limits by usage tier, for its families of models. */

import { minute } from '../limit-set.ts';
import type { PresetFamily } from '../preset.ts';

type Tiers = readonly [number, number, number, number];

interface Row {
  readonly models: readonly string[];
  /** A minute, for the tiers 1 to 4. */
  readonly input: Tiers;
  readonly output: Tiers;
}

const requests: Tiers = [50, 1_000, 2_000, 4_000];

/** The models of a row take from one limit. */
const rows: readonly Row[] = [
  {
    models: ['claude-opus-4*'],
    input: [500_000, 2_000_000, 5_000_000, 10_000_000],
    output: [80_000, 200_000, 400_000, 800_000],
  },
  {
    models: ['claude-sonnet-4*'],
    input: [30_000, 450_000, 800_000, 2_000_000],
    output: [8_000, 90_000, 160_000, 400_000],
  },
  {
    models: ['claude-haiku-4*'],
    input: [50_000, 450_000, 1_000_000, 4_000_000],
    output: [10_000, 90_000, 200_000, 800_000],
  },
];

export const anthropicPresets: PresetFamily = {
  date: '2026-06-20',
  source:
    'A copy by others of https://platform.claude.com/docs/en/api/rate-limits; a second one agrees on tier 4 of Opus and Sonnet',
  presets: ([0, 1, 2, 3] as const).map((tier) => ({
    id: `anthropic-tier-${tier + 1}`,
    models: rows.map(({ models, input, output }) => ({
      patterns: models,
      shared: true,
      limits: {
        windows: [
          { counts: 'requests', limit: requests[tier], per: minute },
          { counts: 'input-tokens', limit: input[tier], per: minute },
          { counts: 'output-tokens', limit: output[tier], per: minute },
        ],
        concurrency: undefined,
      },
    })),
  })),
};
