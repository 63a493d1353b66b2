/** The presets of limits that llmsim knows, by provider. */

import type { Preset, PresetFamily } from '../preset.ts';
import { anthropicPresets } from './anthropic.ts';
import { openaiPresets } from './openai.ts';

export const presetFamilies: readonly PresetFamily[] = [openaiPresets, anthropicPresets];

/** In the order of their tiers, each provider's together. */
export const presets: readonly Preset[] = presetFamilies.flatMap((family) => family.presets);

/** The limits that a provider gives a tier of its customers, such as `openai-tier-1`: its `models` go into `ClientLimits`. Undefined for a name that is none. */
export function presetOf(id: string): Preset | undefined {
  return presets.find((preset) => preset.id === id);
}
