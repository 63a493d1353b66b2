/** The redaction options that `record` and `replay` share, and the policy that they and the configuration file make. */

import { type Command, Option } from 'commander';
import { type Configuration, readConfiguration, secretsOfEnvironment } from '../app/configuration.ts';
import type { SimulatorConfig } from '../app/simulator-config.ts';
import { defaultRules } from '../cassette/match/match-rules.ts';
import { defaultPolicy, type RedactionPolicy } from '../redaction/redactor.ts';

export interface RedactionFlags {
  readonly config?: string;
  readonly redact?: 'pii';
  /** Undefined where neither `--redact-env` nor `--no-redact-env` is there. */
  readonly redactEnv?: boolean;
}

export function withRedactionOptions(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file (default: llmsim.yaml, where there is one)')
    .addOption(new Option('--redact <what>', 'redact more than credentials: personal data').choices(['pii']))
    .option('--redact-env', 'redact the values of variables named like KEY, TOKEN, SECRET, PASSWORD (default)')
    .option('--no-redact-env', 'do not look at the environment');
}

/** What the configuration file and the flags say about a simulator. */
export type Settings = Pick<SimulatorConfig, 'redaction' | 'match' | 'limits'>;

/** Flags win over the file. `keys`: further values that are secret. Throws LlmsimError `configuration`. */
export async function settingsOf(
  flags: RedactionFlags,
  env: Readonly<Record<string, string | undefined>>,
  keys: readonly string[] = [],
): Promise<Settings> {
  return settingsFrom(await readConfiguration(flags.config, env), flags, env, keys);
}

/** The same of a configuration that is read already. */
export function settingsFrom(
  configuration: Configuration | undefined,
  flags: RedactionFlags,
  env: Readonly<Record<string, string | undefined>>,
  keys: readonly string[] = [],
): Settings {
  const environment = flags.redactEnv ?? configuration?.redact.environment ?? true;
  return {
    redaction: {
      secrets: [...keys, ...secretsOfEnvironment(env, environment)],
      pii: flags.redact === 'pii' || (configuration?.redact.pii ?? false),
      user: configuration?.redact.user ?? defaultPolicy.user,
    },
    match: configuration?.match ?? (() => defaultRules),
    limits: configuration?.limits,
  };
}

export async function redactionPolicy(
  flags: RedactionFlags,
  env: Readonly<Record<string, string | undefined>>,
  keys: readonly string[] = [],
): Promise<RedactionPolicy> {
  return (await settingsOf(flags, env, keys)).redaction;
}
