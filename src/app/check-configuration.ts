/** Checks the text of a configuration file, all problems at once. */

import { z } from 'zod';
import { isCassetteName } from '../cassette/cassette-name.ts';
import { defaultRules, type MatchRules } from '../cassette/match/match-rules.ts';
import type { Configuration } from './configuration.ts';
import { ConfigurationFile, type ConfigurationProblem } from './configuration-file.ts';
import { matchOf, matchSection } from './match-section.ts';
import { redactOf, redactSection } from './redact-section.ts';
import { rulesOf, rulesSection } from './rules-section.ts';
import { modelsSection, synthesisOf, synthesisSection } from './synthesis-section.ts';

export type { ConfigurationProblem } from './configuration-file.ts';

export type CheckedConfiguration =
  | { readonly kind: 'configuration'; readonly configuration: Configuration }
  | { readonly kind: 'problems'; readonly problems: readonly ConfigurationProblem[] };

const schema = z.strictObject({
  redact: redactSection.exactOptional(),
  match: matchSection.exactOptional(),
  synthesis: synthesisSection.exactOptional(),
  models: modelsSection.exactOptional(),
  rules: rulesSection.exactOptional(),
  cassettes: z.record(z.string(), z.strictObject({ match: matchSection.exactOptional() })).exactOptional(),
});

export function checkConfiguration(text: string): CheckedConfiguration {
  const file = new ConfigurationFile(text);
  const values = file.read(schema);
  if (values === undefined) return { kind: 'problems', problems: file.problems };
  const redact = redactOf(values.redact ?? {}, file);
  const usual = values.match === undefined ? defaultRules : matchOf(values.match, ['match'], file);
  const own = new Map<string, MatchRules>();
  for (const [name, { match }] of Object.entries(values.cassettes ?? {})) {
    if (!isCassetteName(name)) file.add(['cassettes', name], `"${name}" cannot be a cassette's name`);
    if (match !== undefined) own.set(name, matchOf(match, ['cassettes', name, 'match'], file, usual));
  }
  const synthesis = synthesisOf(values.synthesis ?? {}, values.models ?? {}, file);
  const rules = values.rules === undefined ? undefined : rulesOf(values.rules, file);
  if (file.problems.length > 0) return { kind: 'problems', problems: file.problems };
  const match = (cassette: string): MatchRules => own.get(cassette) ?? usual;
  return { kind: 'configuration', configuration: { redact, match, synthesis, rules } };
}
