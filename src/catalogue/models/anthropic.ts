/** Anthropic's models. */

import { modelsOf } from '../model-data.ts';

const thinking = { context: 200_000, output: 64_000, reasoning: true } as const;

/** https://docs.anthropic.com/en/docs/about-claude/models/overview */
export const anthropicModels = modelsOf('anthropic', 'anthropic', {
  'claude-opus-4-5-20251101': { created: '2025-11-24', name: 'Claude Opus 4.5', ...thinking },
  'claude-haiku-4-5-20251001': { created: '2025-10-15', name: 'Claude Haiku 4.5', ...thinking },
  'claude-sonnet-4-5-20250929': { created: '2025-09-29', name: 'Claude Sonnet 4.5', ...thinking },
  'claude-opus-4-1-20250805': { created: '2025-08-05', name: 'Claude Opus 4.1', ...thinking, output: 32_000 },
  'claude-opus-4-20250514': { created: '2025-05-22', name: 'Claude Opus 4', ...thinking, output: 32_000 },
  'claude-sonnet-4-20250514': { created: '2025-05-22', name: 'Claude Sonnet 4', ...thinking },
  'claude-3-7-sonnet-20250219': { created: '2025-02-24', name: 'Claude Sonnet 3.7', ...thinking },
  'claude-3-5-sonnet-20241022': {
    created: '2024-10-22',
    name: 'Claude Sonnet 3.5 (New)',
    context: 200_000,
    output: 8_192,
  },
  'claude-3-5-haiku-20241022': { created: '2024-10-22', name: 'Claude Haiku 3.5', context: 200_000, output: 8_192 },
  'claude-3-opus-20240229': { created: '2024-02-29', name: 'Claude Opus 3', context: 200_000, output: 4_096 },
  'claude-3-haiku-20240307': { created: '2024-03-07', name: 'Claude Haiku 3', context: 200_000, output: 4_096 },
});
