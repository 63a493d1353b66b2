/** The configuration file: read, checked as a whole, and every problem named with its line. */

import { existsSync, readFileSync } from 'node:fs';
import type { MatchRules } from '../cassette/match/match-rules.ts';
import { LlmsimError } from '../core/errors.ts';
import type { UserRules } from '../redaction/user-rules.ts';
import type { Rule } from '../rules/rule.ts';
import type { SynthesisConfig } from './synthesis-config.ts';

/** What `llmsim.yaml` may say; everything is optional. */
export interface Configuration {
  readonly redact: {
    readonly pii: boolean | undefined;
    /** `true`: variables whose name says that they are secret; a list: these; `false`: none. */
    readonly environment: boolean | readonly string[] | undefined;
    readonly user: UserRules;
  };
  /** What counts when a request is matched with a cassette's recordings; the same object for the same cassette. */
  readonly match: (cassette: string) => MatchRules;
  /** How answers are invented where no recording holds one. */
  readonly synthesis: SynthesisSettings;
  /** Hand-written answers; undefined where there is no such section. */
  readonly rules: readonly Rule[] | undefined;
}

export type SynthesisSettings = Partial<
  Pick<SynthesisConfig, 'seed' | 'tokens' | 'generators' | 'models' | 'strictModels' | 'strict'>
>;

export const usualConfigurationFile = 'llmsim.yaml';

/**
 * Reads `path`, or `llmsim.yaml` in the working directory when it is undefined; undefined where there is no such file.
 * Throws LlmsimError `configuration` that names the file, each line and what to do.
 */
export async function readConfiguration(path: string | undefined): Promise<Configuration | undefined> {
  if (path === undefined && !existsSync(usualConfigurationFile)) return undefined;
  const file = path ?? usualConfigurationFile;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LlmsimError('configuration', `${file} cannot be read: ${reason}`, 'Check --config.', { cause });
  }
  // zod, yaml and re2js cost more than all the rest of a start: they are loaded only where there is a file to check.
  const { checkConfiguration } = await import('./check-configuration.ts');
  const checked = checkConfiguration(text);
  if (checked.kind === 'configuration') return checked.configuration;
  const lines = checked.problems.map(({ line, what }) => `  ${file}:${line}: ${what}`);
  throw new LlmsimError(
    'configuration',
    `${file} cannot be used:\n${lines.join('\n')}`,
    'docs/configuration.md shows what it may say.',
  );
}

/** The values of the environment that are secret: of the named variables, or of those whose name says so. */
export function secretsOfEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  chosen: boolean | readonly string[],
): readonly string[] {
  if (chosen === false) return [];
  const names = chosen === true ? Object.keys(env).filter((name) => secretName.test(name)) : chosen;
  return names.flatMap((name) => env[name] ?? []);
}

const secretName = /KEY|TOKEN|SECRET|PASSWORD/i;
