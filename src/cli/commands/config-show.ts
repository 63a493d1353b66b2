/** `llmsim config show`: the configuration as it counts, and where each value comes from. */

import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { usualConfigurationFile } from '../../app/configuration.ts';
import type { EffectiveSetting } from '../../app/effective-configuration.ts';
import type { Overriding } from '../../app/environment-overrides.ts';
import { LlmsimError } from '../../core/errors.ts';
import type { CliCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { overridesOf, settingOptions } from '../setting-options.ts';
import type { Terminal } from '../terminal.ts';

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
        '\nOptions are those of the commands that serve; the rules of a --rules file are not shown. Secrets are masked. Exit codes: 0 shown, 2 wrong usage, or a configuration that cannot be used.',
      )
      .action((flags: ShowFlags) => run((terminal) => show(flags, (values) => overridesOf(command, values), terminal)));
  },
};

async function show({ config, json }: ShowFlags, options: Overriding, terminal: Terminal): Promise<number> {
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
