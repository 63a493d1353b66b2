/** Reads a configuration file, what the environment says instead of it, and the files of rules beside it: all problems at once. */

import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { LlmsimError } from '../core/errors.ts';
import { checkConfiguration } from './check-configuration.ts';
import type { Configuration } from './configuration.ts';
import { type ConfigurationFile, problemText } from './configuration-file.ts';
import type { Overriding } from './environment-overrides.ts';
import { readRules } from './rule-files.ts';

export interface ConfigurationSources {
  /** Undefined for no file. */
  readonly path: string | undefined;
  /** Its variables `LLMSIM_…` go before the file. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Those that cannot be read are left to who opens them. */
  readonly ruleFiles: readonly string[];
  /** Of the command line: they go before all else. */
  readonly options?: Overriding;
}

export type LoadedConfiguration =
  | { readonly kind: 'configuration'; readonly configuration: Configuration; readonly file: ConfigurationFile }
  | {
      readonly kind: 'problems';
      /** What cannot be used: files, or the environment. */
      readonly sources: readonly string[];
      /** One for each problem, with file and line or variable. */
      readonly lines: readonly string[];
    };

/** Throws LlmsimError `configuration` where there is a path but no file that can be read. */
export function loadConfiguration({
  path,
  env,
  ruleFiles,
  options = () => [],
}: ConfigurationSources): LoadedConfiguration {
  const text = path === undefined ? '' : textOf(path);
  const checked = checkConfiguration(text, path === undefined ? '.' : dirname(path), env, options);
  const sources: string[] = [];
  const lines: string[] = [];
  if (checked.kind === 'problems') {
    const known = checked.problems.map((problem) => problem.variable ?? path ?? 'the environment');
    sources.push(...new Set(known));
    lines.push(...checked.problems.map((problem) => problemText(path ?? 'the environment', problem)));
  }
  for (const file of ruleFiles.filter((one) => one !== path)) {
    const rules = optionalText(file);
    const read = rules === undefined ? undefined : readRules(rules, file);
    if (read?.kind !== 'problems') continue;
    sources.push(file);
    lines.push(...read.lines);
  }
  return checked.kind === 'configuration' && lines.length === 0 ? checked : { kind: 'problems', sources, lines };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LlmsimError('configuration', `${path} cannot be read: ${reason}`, 'Check --config.', { cause });
  }
}

function optionalText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
