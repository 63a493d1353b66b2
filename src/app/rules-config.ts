/** What can be said about hand-written answers. */

import type { Rule } from '../rules/rule.ts';
import type { RuleFileNews } from './rule-files.ts';
import type { SynthesisConfig } from './synthesis-config.ts';

/** Hand-written answers, which go before recordings and generators. */
export interface RulesConfig {
  /** YAML files with a section `rules`; the first file's rules go before the second's where priorities are equal. */
  readonly files: readonly string[];
  /** Those of the configuration, asked after those of the files; none where it is left out. */
  readonly configured?: readonly Rule[];
  /** How answers are written: models, seed, strictness. Of a simulator that also invents answers its `synthesis` counts. */
  readonly answers: SynthesisConfig;
  /** Hears of edits of the files. */
  readonly onNews: (news: RuleFileNews) => void;
}
