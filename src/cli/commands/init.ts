/** `llmsim init`: writes a configuration to begin with. */

import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { usualConfigurationFile } from '../../app/configuration.ts';
import { LlmsimError } from '../../core/errors.ts';
import type { CliCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

export const init: CliCommand = {
  name: 'init',
  build(command: Command, run) {
    return command
      .description('Write a configuration to begin with, all of it commented out.')
      .argument('[file]', 'where to', usualConfigurationFile)
      .action((file: string) => run((terminal) => write(file, terminal)));
  },
};

async function write(file: string, terminal: Terminal): Promise<number> {
  const { starterConfiguration } = await import('../../app/starter-configuration.ts');
  try {
    // Fails where there is something, also if it came to be there a moment ago.
    writeFileSync(file, starterConfiguration, { flag: 'wx' });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') {
      throw new LlmsimError(
        'usage',
        `${file} is there already.`,
        'Name another file, or look at it with llmsim config show.',
      );
    }
    throw new LlmsimError('usage', `${file} cannot be written: ${reason}`, '', { cause });
  }
  terminal.result(file);
  terminal.say('Take the "# " away from what you want to change; llmsim config check tells whether it is right.');
  return exitCodes.done;
}
