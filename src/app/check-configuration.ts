/** Checks the text of a configuration file, all problems at once. */

import { z } from 'zod';
import { defaultRules, type MatchRules } from '../cassette/match/match-rules.ts';
import type { Configuration } from './configuration.ts';
import { ConfigurationFile, type ConfigurationProblem } from './configuration-file.ts';
import type { ConfigurationSection, SectionContext } from './configuration-section.ts';
import { type SectionResults, sections } from './configuration-sections.ts';
import { type Overriding, readOverrides } from './environment-overrides.ts';
import { noServerSettings } from './server-config.ts';

export type CheckedConfiguration =
  | { readonly kind: 'configuration'; readonly configuration: Configuration; readonly file: ConfigurationFile }
  | { readonly kind: 'problems'; readonly problems: readonly ConfigurationProblem[] };

type Environment = Readonly<Record<string, string | undefined>>;

/** Each section is read by its own schema: what is wrong in one hides nothing in another. */
const anySections: Readonly<Record<string, ConfigurationSection<z.ZodType, unknown>>> = sections;
/** For the names of the sections alone. */
const frame = z.strictObject(Object.fromEntries(Object.keys(sections).map((name) => [name, z.unknown().optional()])));

/** Of the whole file. */
export const configurationSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(anySections).map(([name, { schema, description }]) => [
      name,
      schema.meta({ description }).exactOptional(),
    ]),
  ),
);

/**
 * @param folder where the file stands: relative paths in it begin there
 * @param env its variables `LLMSIM_…` go before the file
 * @param options of the command line: they go before both
 */
export function checkConfiguration(
  text: string,
  folder = '.',
  env: Environment = {},
  options: Overriding = () => [],
): CheckedConfiguration {
  const file = new ConfigurationFile(text);
  if (file.problems.length === 0) {
    const { overrides, problems } = readOverrides(env, configurationSchema, file.values);
    file.override(overrides);
    file.override(options(file.values));
    for (const { variable, what } of problems) file.addVariable(variable, what);
    const configuration = read(file, folder);
    if (configuration !== undefined && file.problems.length === 0)
      return { kind: 'configuration', configuration, file };
  }
  return { kind: 'problems', problems: file.problems.toSorted((a, b) => rank(a) - rank(b)) };
}

/** Variables first, then the file from top to bottom. */
function rank({ line, variable }: ConfigurationProblem): number {
  return variable === undefined ? line : 0;
}

function read(file: ConfigurationFile, folder: string): Configuration | undefined {
  file.parse(frame, [], file.values);
  const { values } = file;
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return undefined;
  const given = new Map<string, unknown>(Object.entries(values));
  const context: SectionContext = { file, folder };
  const results = Object.entries(anySections).map(([name, one]) => [
    name,
    resultOf(one, name, given.get(name), context),
  ]);
  return together(Object.fromEntries(results) as SectionResults);
}

/** A name with nothing behind it says nothing, so that all lines below it may be comments. */
function resultOf(
  { schema, read }: ConfigurationSection<z.ZodType, unknown>,
  name: string,
  given: unknown,
  context: SectionContext,
): unknown {
  if (given === undefined || given === null) return read(undefined, context);
  if (schema instanceof z.ZodArray && schema.element instanceof z.ZodType && Array.isArray(given)) {
    return read(context.file.parseEntries(schema.element, [name], given), context);
  }
  return read(context.file.parseWhatIsGood(schema, [name], given), context);
}

/** What several sections make together. */
function together(results: SectionResults): Configuration {
  const { server, cassettes, match, synthesis, generators, models, auth, prices, ...alone } = results;
  const usual = match ?? defaultRules;
  const own = cassettes(usual);
  return {
    ...alone,
    server: server ?? noServerSettings,
    match: (cassette: string): MatchRules => own.get(cassette) ?? usual,
    synthesis: { ...synthesis, generators: [...generators, ...(synthesis.generators ?? [])], models },
    access: { ...auth, ...(prices === undefined ? {} : { prices }) },
  };
}
