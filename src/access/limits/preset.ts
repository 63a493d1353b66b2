/** The contract of a preset: the limits that a provider gives a tier of its customers. Members live in `presets/`. */

import type { ModelLimits } from './limit-set.ts';

export interface Preset {
  /** As it is configured: `openai-tier-1`. */
  readonly id: string;
  readonly models: readonly ModelLimits[];
}

export interface PresetFamily {
  /** When its source was read, ISO 8601. */
  readonly date: string;
  readonly source: string;
  readonly presets: readonly Preset[];
}
