/** The sections `synthesis`, `generators` and `models` of a configuration: how answers are invented, and which models there are. */

import { z } from 'zod';
import type { ModelSettings } from '../catalogue/catalogue.ts';
import { LlmsimError } from '../core/errors.ts';
import { builtInGenerators } from '../generators/list.ts';
import { parseLength } from '../pipeline/synthesis/answer-length.ts';
import type { SynthesisSettings } from './configuration.ts';
import type { ConfigurationFile } from './configuration-file.ts';
import type { GeneratorChoice } from './synthesis-config.ts';

const [firstId = '', ...otherIds] = builtInGenerators.map(({ id }) => id);

export const generatorsSection = z.array(
  z.strictObject({
    model: z.string().min(1).meta({ description: 'A model, with `*` for any characters.' }),
    generator: z
      .enum([firstId, ...otherIds])
      .meta({ description: 'What answers; without it the one that fits the request (docs/synthesis.md).' })
      .exactOptional(),
    text: z.string().meta({ description: 'What `fixed` says and `template` fills in.' }).exactOptional(),
  }),
);

export const synthesisSection = z.strictObject({
  seed: z
    .union([z.string(), z.number()])
    .meta({ description: 'Equal seed and request give equal bytes.', default: 'llmsim' })
    .exactOptional(),
  tokens: z
    .union([z.int().min(1), z.string()])
    .meta({ description: 'Length of invented answers: a number, or lognormal(p50=120,p95=600).' })
    .exactOptional(),
  strict: z
    .boolean()
    .meta({ description: 'Refuse fields that the provider does not know.', default: false })
    .exactOptional(),
  models: z
    .enum(['any', 'strict'])
    .meta({ description: 'Whether models that are not known are refused.', default: 'any' })
    .exactOptional(),
  generators: generatorsSection.meta({ description: 'As the section `generators`, and after those.' }).exactOptional(),
});

const families = ['openai', 'anthropic', 'gemini', 'ollama', 'cohere', 'bedrock', 'generic'] as const;
const kinds = ['chat', 'completion', 'embedding', 'image', 'speech', 'transcription', 'moderation', 'rerank'] as const;

export const modelsSection = z.record(
  z.string().min(1),
  z.strictObject({
    family: z.enum(families).meta({ description: 'Whose API lists it.' }).exactOptional(),
    kind: z.enum(kinds).meta({ description: 'What it does.', default: 'chat' }).exactOptional(),
    n_ctx: z.int().min(1).meta({ description: 'Its context window, in tokens.' }).exactOptional(),
    max_output: z.int().min(1).meta({ description: 'The most tokens that it may be asked for.' }).exactOptional(),
    max_tokens: z
      .int()
      .min(1)
      .meta({ description: 'The bound of an answer to a request that names none.' })
      .exactOptional(),
    temperature: z.number().min(0).meta({ description: 'That of a request that names none.' }).exactOptional(),
    top_p: z.number().min(0).max(1).meta({ description: 'That of a request that names none.' }).exactOptional(),
    dimensions: z.int().min(1).max(100_000).meta({ description: 'Of an embedding.' }).exactOptional(),
    reasoning: z.boolean().meta({ description: 'Whether it reasons before it answers.' }).exactOptional(),
    owner: z.string().meta({ description: 'Who owns it, in lists of models.' }).exactOptional(),
    created: z
      .int()
      .min(0)
      .meta({ description: 'Since when, in seconds since 1970, in lists of models.' })
      .exactOptional(),
    name: z.string().meta({ description: 'Its name for people.' }).exactOptional(),
  }),
);

/** All but the models, which are a section of their own. */
export function synthesisOf(
  section: z.infer<typeof synthesisSection>,
  file: ConfigurationFile,
): Omit<SynthesisSettings, 'models'> {
  const tokens = section.tokens === undefined ? undefined : String(section.tokens);
  try {
    if (tokens !== undefined) parseLength(tokens);
  } catch (error) {
    if (!(error instanceof LlmsimError)) throw error;
    file.add(['synthesis', 'tokens'], `${error.message} ${error.hint}`);
  }
  return {
    ...(section.seed === undefined ? {} : { seed: String(section.seed) }),
    ...(tokens === undefined ? {} : { tokens }),
    strict: section.strict ?? false,
    strictModels: section.models === 'strict',
    generators: generatorsOf(section.generators ?? []),
  };
}

export function generatorsOf(section: z.infer<typeof generatorsSection>): readonly GeneratorChoice[] {
  return section.map(({ model, generator, text }) => ({ model, generator, text }));
}

export function modelsOf(section: z.infer<typeof modelsSection>): Readonly<Record<string, ModelSettings>> {
  return Object.fromEntries(Object.entries(section).map(([id, model]) => [id, settingsOf(model)]));
}

function settingsOf(model: z.infer<typeof modelsSection>[string]): ModelSettings {
  const { n_ctx, max_output, max_tokens, temperature, top_p, name, ...same } = model;
  return {
    ...same,
    ...(n_ctx === undefined ? {} : { contextWindow: n_ctx }),
    ...(max_output === undefined ? {} : { maxOutput: max_output }),
    ...(name === undefined ? {} : { displayName: name }),
    defaults: {
      ...(max_tokens === undefined ? {} : { maxTokens: max_tokens }),
      ...(temperature === undefined ? {} : { temperature }),
      ...(top_p === undefined ? {} : { topP: top_p }),
    },
  };
}
