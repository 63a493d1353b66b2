/** The sections `synthesis` and `models` of a configuration: how answers are invented, and which models there are. */

import { z } from 'zod';
import type { ModelSettings } from '../catalogue/catalogue.ts';
import { LlmsimError } from '../core/errors.ts';
import { builtInGenerators } from '../generators/list.ts';
import { parseLength } from '../pipeline/synthesis/answer-length.ts';
import type { SynthesisSettings } from './configuration.ts';
import type { ConfigurationFile } from './configuration-file.ts';

const [firstId = '', ...otherIds] = builtInGenerators.map(({ id }) => id);

export const synthesisSection = z.strictObject({
  seed: z.union([z.string(), z.number()]).exactOptional(),
  tokens: z.union([z.int().min(1), z.string()]).exactOptional(),
  strict: z.boolean().exactOptional(),
  models: z.enum(['any', 'strict']).exactOptional(),
  generators: z
    .array(
      z.strictObject({
        model: z.string().min(1),
        generator: z.enum([firstId, ...otherIds]).exactOptional(),
        text: z.string().exactOptional(),
      }),
    )
    .exactOptional(),
});

const families = ['openai', 'anthropic', 'gemini', 'ollama', 'cohere', 'bedrock', 'generic'] as const;
const kinds = ['chat', 'completion', 'embedding', 'image', 'speech', 'transcription', 'moderation', 'rerank'] as const;

export const modelsSection = z.record(
  z.string().min(1),
  z.strictObject({
    family: z.enum(families).exactOptional(),
    kind: z.enum(kinds).exactOptional(),
    n_ctx: z.int().min(1).exactOptional(),
    max_output: z.int().min(1).exactOptional(),
    max_tokens: z.int().min(1).exactOptional(),
    temperature: z.number().min(0).exactOptional(),
    top_p: z.number().min(0).max(1).exactOptional(),
    dimensions: z.int().min(1).max(100_000).exactOptional(),
    reasoning: z.boolean().exactOptional(),
    owner: z.string().exactOptional(),
    created: z.int().min(0).exactOptional(),
    name: z.string().exactOptional(),
  }),
);

export function synthesisOf(
  section: z.infer<typeof synthesisSection>,
  models: z.infer<typeof modelsSection>,
  file: ConfigurationFile,
): SynthesisSettings {
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
    generators: (section.generators ?? []).map(({ model, generator, text }) => ({ model, generator, text })),
    models: Object.fromEntries(Object.entries(models).map(([id, model]) => [id, settingsOf(model)])),
  };
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
