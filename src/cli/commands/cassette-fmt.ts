/** `llmsim cassette fmt`: writes recordings that were edited or merged by hand as llmsim would have written them. */

import type { Command } from 'commander';
import { formatCassettes } from '../../cassette/format-cassettes.ts';
import type { CliCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

export const cassetteFmt: CliCommand = {
  name: 'fmt',
  group: 'cassette',
  build(command: Command, run) {
    return command
      .description('Rewrite recordings that are not in canonical form, and list them. What they say does not change.')
      .argument('[paths...]', 'cassettes, folders of cassettes, or interaction files (default: cassettes)')
      .option('--check', 'change nothing; exit code 1 if a file is not in canonical form', false)
      .addHelpText('after', '\nExit codes: 0 done, 1 a file is broken, or with --check not canonical, 2 wrong usage.')
      .action((paths: string[], { check }: { check: boolean }) =>
        run((terminal) => format(paths.length === 0 ? ['cassettes'] : paths, check, terminal)),
      );
  },
};

async function format(paths: readonly string[], check: boolean, terminal: Terminal): Promise<number> {
  const { paint } = terminal;
  let changed = 0;
  let broken = 0;
  for await (const found of formatCassettes(paths, !check)) {
    if (found.kind === 'changed') {
      changed += 1;
      terminal.result(found.file);
    } else {
      broken += 1;
      terminal.say(`${paint.red('error')}  ${found.problem.message}\n       ${found.problem.hint}`);
    }
  }
  const files = `${changed} ${changed === 1 ? 'file' : 'files'}`;
  const told = check ? `${files} not in canonical form` : `${files} rewritten`;
  terminal.say(
    `${changed === 0 ? 'All recordings are in canonical form' : told}${broken === 0 ? '' : `, ${broken} broken`}.`,
  );
  return broken > 0 || (check && changed > 0) ? exitCodes.failed : exitCodes.done;
}
