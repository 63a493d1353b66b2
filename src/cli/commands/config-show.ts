/** `llmsim config show`: the configuration as it counts, and where each value comes from. */

import { existsSync } from 'node:fs';
import { Command, type Option } from 'commander';
import { usualConfigurationFile } from '../../app/configuration.ts';
import type { EffectiveSetting } from '../../app/effective-configuration.ts';
import type { Override } from '../../app/environment-overrides.ts';
import { LlmsimError } from '../../core/errors.ts';
import { withAccessOptions } from '../access-options.ts';
import type { CliCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { withLatencyOptions } from '../latency-options.ts';
import { withMissOptions } from '../miss-options.ts';
import { withAddressOptions, withCrossStreamOption, withOnMissOption, withRepeatOption } from '../server-options.ts';
import { withSynthesisOptions } from '../synthesis-options.ts';
import { withTelemetryOptions } from '../telemetry-options.ts';
import type { Terminal } from '../terminal.ts';

/** Where in the configuration stands what an option says, by the option's name in commander. */
const paths: Readonly<Record<string, readonly string[]>> = {
  host: ['server', 'host'],
  port: ['server', 'port'],
  maxBody: ['server', 'max_body'],
  cassettes: ['server', 'cassettes'],
  cassette: ['server', 'cassette'],
  onMiss: ['server', 'on_miss'],
  missStatus: ['server', 'miss_status'],
  repeat: ['server', 'repeat'],
  crossStream: ['server', 'cross_stream'],
  controlTokenEnv: ['server', 'control_token_env'],
  allowedHosts: ['server', 'allowed_hosts'],
  cors: ['server', 'cors'],
  latency: ['latency', 'default'],
  speed: ['latency', 'speed'],
  seed: ['synthesis', 'seed'],
  tokens: ['synthesis', 'tokens'],
  models: ['synthesis', 'models'],
  strict: ['synthesis', 'strict'],
  auth: ['auth', 'mode'],
  usage: ['auth', 'usage'],
  db: ['auth', 'db'],
  logLevel: ['telemetry', 'log', 'level'],
  logFormat: ['telemetry', 'log', 'format'],
};

/** Those of the commands that serve, as far as they say what a file may say. */
function settingOptions(): readonly Option[] {
  const served = withCrossStreamOption(
    withRepeatOption(withOnMissOption(withMissOptions(withAddressOptions(new Command())))),
  );
  const { options } = withSynthesisOptions(
    withTelemetryOptions(withAccessOptions(withLatencyOptions(served, "the command's own"))),
  )
    .option('--cassettes <dir>', 'folder that holds the cassettes (default: cassettes)')
    .option('--cassette <name>', 'cassette of requests that choose none');
  return options.filter((option) => paths[option.attributeName()] !== undefined);
}

interface ShowFlags {
  readonly config?: string;
  readonly json: boolean;
}

export const configShow: CliCommand = {
  name: 'show',
  group: 'config',
  build(command: Command, run) {
    for (const option of settingOptions()) command.addOption(option);
    return command
      .description('Show the configuration as it counts, and where each value comes from.')
      .option('--config <file>', `configuration file (default: ${usualConfigurationFile}, where there is one)`)
      .option('--json', 'print JSON', false)
      .addHelpText(
        'after',
        '\nOptions are those of the commands that serve. Secrets are masked. Exit codes: 0 shown, 2 wrong usage, or a configuration that cannot be used.',
      )
      .action((flags: ShowFlags) => run((terminal) => show(flags, overridesOf(command), terminal)));
  },
};

/** Those that are given on the command line. */
function overridesOf(command: Command): readonly Override[] {
  return command.options.flatMap((option) => {
    const name = option.attributeName();
    const path = paths[name];
    if (path === undefined || command.getOptionValueSource(name) !== 'cli') return [];
    return [{ variable: option.long ?? name, path, value: command.getOptionValue(name) as unknown }];
  });
}

async function show({ config, json }: ShowFlags, options: readonly Override[], terminal: Terminal): Promise<number> {
  const path = config ?? (existsSync(usualConfigurationFile) ? usualConfigurationFile : undefined);
  const { loadConfiguration } = await import('../../app/load-configuration.ts');
  const loaded = loadConfiguration({ path, env: process.env, ruleFiles: [], options });
  if (loaded.kind === 'problems') {
    const lines = loaded.lines.map((line) => `  ${line}`).join('\n');
    throw new LlmsimError('configuration', `${loaded.sources.join(', ')} cannot be used:\n${lines}`);
  }
  const { effectiveConfiguration } = await import('../../app/effective-configuration.ts');
  const settings = effectiveConfiguration(loaded.file, path, process.env);
  if (json) {
    terminal.result(JSON.stringify(flat(settings), undefined, 2));
    return exitCodes.done;
  }
  const { configurationLines } = await import('../configuration-lines.ts');
  for (const line of configurationLines(settings, terminal.paintResult.dim)) terminal.result(line);
  return exitCodes.done;
}

interface FlatSetting {
  /** With dots between levels. */
  readonly setting: string;
  readonly value: unknown;
  readonly source: string;
}

function flat(settings: readonly EffectiveSetting[], above: readonly string[] = []): readonly FlatSetting[] {
  return settings.flatMap((one): readonly FlatSetting[] => {
    const path = [...above, one.name];
    const setting = path.join('.');
    if (one.kind === 'mapping') return flat(one.children, path);
    if (one.kind === 'value') return [{ setting, value: one.value, source: one.source }];
    return one.entries.map(({ value, source }, i) => ({ setting: `${setting}.${i}`, value, source }));
  });
}
