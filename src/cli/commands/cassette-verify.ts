/** `llmsim cassette verify`: checks every recording, lists what is wrong, and ends with 1 if anything is. */

import type { Command } from 'commander';
import { readConfiguration } from '../../app/configuration.ts';
import { verifyCassettes } from '../../cassette/verify.ts';
import type { CliCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

export const cassetteVerify: CliCommand = {
  name: 'verify',
  group: 'cassette',
  build(command: Command, run) {
    return command
      .description(
        'Check recordings: schema, canonical form, keys, blobs. Exit code 1 with a list if anything is wrong.',
      )
      .argument('[dirs...]', 'cassettes or folders of cassettes (default: cassettes)')
      .option('--config <file>', 'configuration file that the keys were made under (default: llmsim.yaml, if any)')
      .action((dirs: string[], { config }: { config?: string }) =>
        run((terminal) => verify(dirs.length === 0 ? ['cassettes'] : dirs, config, terminal)),
      );
  },
};

async function verify(dirs: readonly string[], config: string | undefined, terminal: Terminal): Promise<number> {
  const { paintResult: paint } = terminal;
  const configuration = await readConfiguration(config, process.env);
  let errors = 0;
  let warnings = 0;
  for await (const { severity, message } of verifyCassettes(dirs, configuration?.match)) {
    if (severity === 'error') errors += 1;
    else warnings += 1;
    terminal.result(`${severity === 'error' ? paint.red('error') : paint.yellow('warning')}  ${message}`);
  }
  terminal.say(
    errors + warnings === 0 ? 'All recordings are whole.' : `${count(errors, 'error')}, ${count(warnings, 'warning')}.`,
  );
  return errors > 0 ? exitCodes.failed : exitCodes.done;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
