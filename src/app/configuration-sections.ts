/** The sections of `llmsim.yaml`: one file and one line each, in the order in which they are documented. */

import { authOf, authSection } from './auth-section.ts';
import { cassettesOf, cassettesSection } from './cassettes-section.ts';
import { section, usualSection } from './configuration-section.ts';
import { errorsSection, faultsOf, seedOf } from './faults-section.ts';
import { latencyOf, latencySection } from './latency-section.ts';
import { limitsOf, limitsSection } from './limits-section.ts';
import { matchOf, matchSection } from './match-section.ts';
import { pricesOf, pricesSection } from './prices-section.ts';
import { redactOf, redactSection } from './redact-section.ts';
import { rulesOf, rulesSection } from './rules-section.ts';
import { serverOf, serverSection } from './server-section.ts';
import {
  generatorsOf,
  generatorsSection,
  modelsOf,
  modelsSection,
  synthesisOf,
  synthesisSection,
} from './synthesis-section.ts';
import { telemetryOf, telemetrySection } from './telemetry-section.ts';
import { upstreamsOf, upstreamsSection } from './upstreams-section.ts';

/**
 * A new section needs a line here and nothing else: its schema is checked and shipped, and what it becomes is
 * `configuration.<name>`, unless `check-configuration.ts` puts several together.
 */
export const sections = {
  server: section('Where llmsim listens, what it answers from, and who may ask.', serverSection, serverOf),
  upstreams: usualSection(
    'Where requests go: providers under names, services with a protocol of their own, local servers.',
    upstreamsSection,
    {},
    upstreamsOf,
  ),
  cassettes: usualSection('What holds for one cassette, by its name.', cassettesSection, {}, (given, { file }) =>
    cassettesOf(given, file),
  ),
  match: section('What a request is matched by.', matchSection, (given, { file }) => matchOf(given, ['match'], file)),
  redact: usualSection('What never reaches the disk.', redactSection, {}, (given, { file }) => redactOf(given, file)),
  latency: section('At which pace answers come.', latencySection, (given, { file, folder }) =>
    latencyOf(given, file, folder),
  ),
  synthesis: usualSection(
    'How answers are invented where there is no recording.',
    synthesisSection,
    {},
    (given, { file }) => synthesisOf(given, file),
  ),
  generators: usualSection(
    'Which generator answers which models; the first that fits counts.',
    generatorsSection,
    [],
    generatorsOf,
  ),
  models: usualSection('What an API lists, and the bounds of each model.', modelsSection, {}, modelsOf),
  rules: section('Hand-written answers, before recordings.', rulesSection, (given, { file }) => rulesOf(given, file)),
  errors: section(
    'Faults that are injected: which, how often, for whom and when.',
    errorsSection,
    (given, { file }) => ({
      seed: seedOf(given),
      set: faultsOf(given, (path, what) => file.addNamed(['errors', ...path], what)),
    }),
  ),
  limits: section('Rate limits as the providers have them.', limitsSection, (given, { file }) => limitsOf(given, file)),
  auth: usualSection('Who is asked for a key, and where keys and usage are kept.', authSection, {}, authOf),
  prices: section('What tokens cost, since when, and where that is written.', pricesSection, pricesOf),
  telemetry: usualSection('Logs, metrics, journal and traces.', telemetrySection, {}, telemetryOf),
};

export type SectionName = keyof typeof sections;
/** What each section becomes. */
export type SectionResults = { readonly [Name in SectionName]: ReturnType<(typeof sections)[Name]['read']> };
