/** What can be said about answers that are invented. */

import type { ModelSettings } from '../catalogue/catalogue.ts';
import type { Prompt } from '../core/prompt.ts';

/** Which generator answers which models, in the words of a configuration. */
export interface GeneratorChoice {
  /** A model's name, `*` for any characters. */
  readonly model: string;
  /** The id of a generator; undefined for the one that fits the request. */
  readonly generator: string | undefined;
  /** What `fixed` says and `template` fills in. */
  readonly text: string | undefined;
}

/** How answers are invented where no recording has one. */
export interface SynthesisConfig {
  /** Equal seeds and requests give equal bytes. */
  readonly seed: string;
  /** `100`, `lognormal(p50=120,p95=600)`; undefined for the usual one. */
  readonly tokens: string | undefined;
  /** The first that fits a model counts. */
  readonly generators: readonly GeneratorChoice[];
  /** Models beside the known ones, and other bounds of these, by name. */
  readonly models: Readonly<Record<string, ModelSettings>>;
  /** Unknown models are refused. */
  readonly strictModels: boolean;
  /** Unknown fields are refused. */
  readonly strict: boolean;
  /** Hears of what a request asked for and did not get, once each. */
  readonly onWarning: (text: string) => void;
  /** Hears each prompt that a generator is to answer. */
  readonly onPrompt: ((prompt: Prompt) => void) | undefined;
}

/** Generators by request, any model, known and unknown fields; spread it and change what you need. */
export const defaultSynthesis: SynthesisConfig = {
  seed: 'llmsim',
  tokens: undefined,
  generators: [],
  models: {},
  strictModels: false,
  strict: false,
  onWarning() {},
  onPrompt: undefined,
};
