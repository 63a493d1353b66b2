/** The section `limits` of a configuration: what all clients, each client and each model are held to. */

import { z } from 'zod';
import {
  type ClientLimits,
  day,
  type LimitPolicy,
  type LimitSet,
  type LimitWindow,
  type ModelLimits,
  minute,
} from '../access/limits/limit-set.ts';
import { presetOf, presets } from '../access/limits/presets/list.ts';
import { parseDuration } from '../codec/duration-text.ts';
import type { Counted } from '../core/rate-limits.ts';
import { nearestName } from '../upstream/nearest-name.ts';
import type { ConfigurationFile } from './configuration-file.ts';

const count = z.int().min(1);

const shortForms: Readonly<Record<string, Pick<LimitWindow, 'counts' | 'per'>>> = {
  rpm: { counts: 'requests', per: minute },
  tpm: { counts: 'tokens', per: minute },
  itpm: { counts: 'input-tokens', per: minute },
  otpm: { counts: 'output-tokens', per: minute },
  rpd: { counts: 'requests', per: day },
  tpd: { counts: 'tokens', per: day },
};

const countedFields: Readonly<Record<string, Counted>> = {
  requests: 'requests',
  tokens: 'tokens',
  input_tokens: 'input-tokens',
  output_tokens: 'output-tokens',
};

const setSection = z.strictObject({
  rpm: count.meta({ description: 'Requests a minute.' }).exactOptional(),
  tpm: count.meta({ description: 'Tokens a minute, of prompts and answers together.' }).exactOptional(),
  itpm: count.meta({ description: 'Tokens of prompts a minute.' }).exactOptional(),
  otpm: count.meta({ description: 'Tokens of answers a minute.' }).exactOptional(),
  rpd: count.meta({ description: 'Requests a day.' }).exactOptional(),
  tpd: count.meta({ description: 'Tokens a day.' }).exactOptional(),
  concurrency: count.meta({ description: 'Answers under way at once.' }).exactOptional(),
  windows: z
    .array(
      z.strictObject({
        requests: count.meta({ description: 'How many requests.' }).exactOptional(),
        tokens: count.meta({ description: 'How many tokens, of prompts and answers together.' }).exactOptional(),
        input_tokens: count.meta({ description: 'How many tokens of prompts.' }).exactOptional(),
        output_tokens: count.meta({ description: 'How many tokens of answers.' }).exactOptional(),
        per: z
          .string()
          .min(1)
          .meta({ description: 'In which time.', examples: ['10s', '5m'] }),
      }),
    )
    .meta({ description: 'Limits for any time.' })
    .exactOptional(),
});

const clientSection = {
  preset: z
    .string()
    .min(1)
    .meta({
      description: "A provider's limits for its main models, by tier (docs/limits.md).",
      examples: ['openai-tier-1', 'anthropic-tier-1'],
    })
    .exactOptional(),
  key: setSection.meta({ description: 'What each client is held to: each key, or each credential.' }).exactOptional(),
  models: z
    .record(z.string().min(1), setSection)
    .meta({ description: 'What each client is held to for each model; `*` stands for any characters.' })
    .exactOptional(),
};

export const limitsSection = z.strictObject({
  ...clientSection,
  organisation: setSection.meta({ description: 'What all clients together are held to.' }).exactOptional(),
  tiers: z
    .record(z.string().min(1), z.strictObject(clientSection))
    .meta({ description: 'What keys of a tier are held to, in place of `key`, `models` and `preset`.' })
    .exactOptional(),
});

type Path = readonly PropertyKey[];
type ClientSection = Omit<z.infer<typeof limitsSection>, 'organisation' | 'tiers'>;

/** The limits that a section sets; what cannot be read becomes a problem of the file. */
export function limitsOf(section: z.infer<typeof limitsSection>, file: ConfigurationFile): LimitPolicy {
  const { organisation, tiers = {} } = section;
  return {
    organisation: organisation === undefined ? undefined : setOf(organisation, ['limits', 'organisation'], file),
    client: clientOf(section, ['limits'], file),
    tiers: new Map(
      Object.entries(tiers).map(([name, tier]) => [name, clientOf(tier, ['limits', 'tiers', name], file)]),
    ),
  };
}

function clientOf({ preset, key, models = {} }: ClientSection, path: Path, file: ConfigurationFile): ClientLimits {
  const own = Object.entries(models).map(
    ([pattern, set]): ModelLimits => ({
      patterns: [pattern],
      shared: false,
      limits: setOf(set, [...path, 'models', pattern], file),
    }),
  );
  return {
    all: key === undefined ? undefined : setOf(key, [...path, 'key'], file),
    // A model that is named here is not looked for in the preset.
    models: [...own, ...(preset === undefined ? [] : presetModels(preset, [...path, 'preset'], file))],
  };
}

function presetModels(id: string, path: Path, file: ConfigurationFile): readonly ModelLimits[] {
  const preset = presetOf(id);
  if (preset !== undefined) return preset.models;
  const ids = presets.map((one) => one.id);
  const nearest = nearestName(id, ids);
  const guess = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  file.add(path, `there is no preset "${id}".${guess} There are: ${ids.join(', ')}.`);
  return [];
}

function setOf(section: z.infer<typeof setSection>, path: Path, file: ConfigurationFile): LimitSet {
  const windows: LimitWindow[] = [];
  for (const [name, value] of Object.entries(section)) {
    const form = shortForms[name];
    if (form !== undefined && typeof value === 'number') windows.push({ ...form, limit: value });
  }
  for (const [i, window] of (section.windows ?? []).entries()) {
    const at = [...path, 'windows', i];
    const per = parseDuration(window.per);
    if (per === undefined || per < 1) {
      file.add([...at, 'per'], `"${window.per}" is no duration: write it like 10s, 5m or 1h`);
      continue;
    }
    const counted = Object.entries(window).flatMap(([name, limit]): LimitWindow[] => {
      const counts = countedFields[name];
      return counts === undefined || typeof limit !== 'number' ? [] : [{ counts, limit, per }];
    });
    if (counted.length === 0) file.add(at, 'says no number: write requests, tokens, input_tokens or output_tokens');
    windows.push(...counted);
  }
  return { windows, concurrency: section.concurrency };
}
