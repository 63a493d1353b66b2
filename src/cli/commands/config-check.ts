/** `llmsim config check`: everything that is wrong in a configuration, with file, line and what was meant. */

import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { mayOverride, usualConfigurationFile } from '../../app/configuration.ts';
import { LlmsimError } from '../../core/errors.ts';
import type { CliCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { collect } from '../option-values.ts';
import type { Terminal } from '../terminal.ts';

interface CheckFlags {
  readonly config?: string;
  readonly rules: readonly string[];
}

export const configCheck: CliCommand = {
  name: 'check',
  group: 'config',
  build(command: Command, run) {
    return command
      .description('Tell all that is wrong in a configuration, with file, line and what was meant.')
      .argument('[file]', `the configuration (default: ${usualConfigurationFile})`)
      .option('--config <file>', 'the same, as other commands take it')
      .option('--rules <file>', 'check this file of rules too; may be repeated', collect, [])
      .addHelpText('after', '\nExit codes: 0 nothing is wrong, 1 something is, 2 wrong usage.')
      .action((file: string | undefined, flags: CheckFlags) => run((terminal) => check(file, flags, terminal)));
  },
};

async function check(given: string | undefined, flags: CheckFlags, terminal: Terminal): Promise<number> {
  const path = given ?? flags.config ?? (existsSync(usualConfigurationFile) ? usualConfigurationFile : undefined);
  if (path === undefined && flags.rules.length === 0 && !mayOverride(process.env)) {
    throw new LlmsimError(
      'usage',
      `There is no ${usualConfigurationFile} here.`,
      'llmsim init writes one; or name a file.',
    );
  }
  const missing = flags.rules.find((file) => !existsSync(file));
  if (missing !== undefined) throw new LlmsimError('usage', `${missing} is not there.`, 'Check --rules.');
  const { loadConfiguration } = await import('../../app/load-configuration.ts');
  const loaded = loadConfiguration({ path, env: process.env, ruleFiles: flags.rules });
  const named = [...(path === undefined ? [] : [path]), ...flags.rules];
  const checked = named.length === 0 ? 'The environment' : named.join(', ');
  if (loaded.kind === 'configuration') {
    terminal.say(terminal.paint.green(`${checked}: nothing is wrong.`));
    return exitCodes.done;
  }
  for (const line of loaded.lines) terminal.result(line);
  terminal.say(terminal.paint.red(loaded.lines.length === 1 ? '1 problem.' : `${loaded.lines.length} problems.`));
  return exitCodes.failed;
}
