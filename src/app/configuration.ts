/** The configuration file: read, checked as a whole, and every problem named with its line. */

import { existsSync } from 'node:fs';
import type { MatchRules } from '../cassette/match/match-rules.ts';
import { LlmsimError } from '../core/errors.ts';
import type { LatencyProfile, LoadSettings } from '../latency/profile.ts';
import type { UserRules } from '../redaction/user-rules.ts';
import type { AccessConfig } from './access-config.ts';
import type { SectionResults } from './configuration-sections.ts';
import type { LatencyWord } from './latency-word.ts';
import type { ServerSettings } from './server-config.ts';
import type { SynthesisConfig } from './synthesis-config.ts';

/**
 * What `llmsim.yaml` says; everything in it is optional. A section that nothing is said of here is as its line in
 * `configuration-sections.ts` makes it, and undefined where the file has none.
 */
export interface Configuration
  extends Omit<
    SectionResults,
    'server' | 'cassettes' | 'match' | 'synthesis' | 'generators' | 'models' | 'auth' | 'prices'
  > {
  readonly server: ServerSettings;
  /** What counts when a request is matched with a cassette's recordings; the same object for the same cassette. */
  readonly match: (cassette: string) => MatchRules;
  /** How answers are invented where no recording holds one, with the sections `generators` and `models`. */
  readonly synthesis: SynthesisSettings;
  /** Keys and usage, with the section `prices`. */
  readonly access: Partial<AccessConfig>;
}

export interface RedactSettings {
  readonly pii: boolean | undefined;
  /** `true`: variables whose name says that they are secret; a list: these; `false`: none. */
  readonly environment: boolean | readonly string[] | undefined;
  readonly user: UserRules;
}

export type SynthesisSettings = Partial<
  Pick<SynthesisConfig, 'seed' | 'tokens' | 'generators' | 'models' | 'strictModels' | 'strict'>
>;

export interface LatencySettings {
  /** Undefined: the command's own. */
  readonly default: LatencyWord | undefined;
  /** Of everything that has no factor of its own. */
  readonly speed: number | undefined;
  readonly seed: string | undefined;
  /** The first that fits a model counts. */
  readonly models: readonly { readonly model: string; readonly word: LatencyWord }[];
  readonly profiles: ReadonlyMap<string, LatencyProfile>;
  readonly load: LoadSettings | undefined;
}

export const usualConfigurationFile = 'llmsim.yaml';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads `path`, or `llmsim.yaml` in the working directory when it is undefined, and what the variables `LLMSIM_…` of `env` say
 * instead of it; undefined where there is neither. Throws LlmsimError `configuration` that names the file, each line and what to do.
 *
 * @param ruleFiles files of rules that are to be used beside it: what is wrong in them is told at the same time
 */
export async function readConfiguration(
  path: string | undefined,
  env: Environment = {},
  ruleFiles: readonly string[] = [],
): Promise<Configuration | undefined> {
  const file = path ?? (existsSync(usualConfigurationFile) ? usualConfigurationFile : undefined);
  // zod, yaml and re2js cost more than all the rest of a start: they are loaded only where there is something to check.
  if (file === undefined && ruleFiles.length === 0 && !mayOverride(env)) return undefined;
  const { loadConfiguration } = await import('./load-configuration.ts');
  const loaded = loadConfiguration({ path: file, env, ruleFiles });
  if (loaded.kind === 'configuration')
    return file === undefined && !loaded.file.overridden ? undefined : loaded.configuration;
  throw new LlmsimError(
    'configuration',
    `${loaded.sources.join(', ')} cannot be used:\n${loaded.lines.map((line) => `  ${line}`).join('\n')}`,
    'docs/configuration.md shows what it may say.',
  );
}

/** Whether a variable may be a setting: `LLMSIM_RULES`, `LLMSIM_SERVER__PORT`. `llmsim run` sets `LLMSIM_URL` for its command. */
export function mayOverride(env: Environment): boolean {
  return Object.keys(env).some((name) => /^LLMSIM_(?!URL$)(?:[A-Z0-9]+$|.*__)/.test(name));
}

/** The values of the environment that are secret: of the named variables, or of those whose name says so. */
export function secretsOfEnvironment(env: Environment, chosen: boolean | readonly string[]): readonly string[] {
  if (chosen === false) return [];
  const names = chosen === true ? Object.keys(env).filter((name) => secretName.test(name)) : chosen;
  return names.flatMap((name) => env[name] ?? []);
}

const secretName = /KEY|TOKEN|SECRET|PASSWORD/i;
