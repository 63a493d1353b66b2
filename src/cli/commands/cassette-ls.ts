/** `llmsim cassette ls`: what is recorded, one line an interaction. */

import type { Command } from 'commander';
import { openLibrary } from '../../cassette/cassette-library.ts';
import { LlmsimError } from '../../core/errors.ts';
import type { CliCommand } from '../command.ts';
import { byteText } from '../exchange-lines.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { timeText } from '../timeline.ts';

export const cassetteLs: CliCommand = {
  name: 'ls',
  group: 'cassette',
  build(command: Command, run) {
    return command
      .description('List recordings: name, status, size, duration and what was asked.')
      .argument('[dir]', 'a cassette or a folder of cassettes', 'cassettes')
      .action((dir: string) => run((terminal) => list(dir, terminal)));
  },
};

async function list(dir: string, terminal: Terminal): Promise<number> {
  const library = await openLibrary([dir]);
  const { paintResult: paint } = terminal;
  let defective = 0;
  for (const cassette of library.cassettes) {
    terminal.result(
      paint.bold(`${cassette.name}  ${cassette.size} ${cassette.size === 1 ? 'recording' : 'recordings'}`),
    );
    for (const entry of cassette.entries()) {
      try {
        const { response, summary } = await entry.load();
        const status = response.status >= 400 ? paint.red(response.status) : paint.green(response.status);
        const end = response.end === 'complete' ? '' : ` ${paint.yellow(response.end)}`;
        const chunks = `${response.ends.length} ${response.ends.length === 1 ? 'chunk' : 'chunks'}`;
        const facts = `${status}${end}  ${chunks}  ${byteText(response.bytes.byteLength)}  ${timeText(response.timing.end)}`;
        terminal.result(`  ${entry.name}\n    ${facts}  ${paint.dim(summary)}`);
      } catch (error) {
        defective += 1;
        terminal.result(
          `  ${entry.name}\n    ${paint.red(error instanceof LlmsimError ? error.message : String(error))}`,
        );
      }
    }
  }
  for (const problem of library.problems) terminal.say(terminal.paint.red(problem.message));
  for (const stray of library.strays)
    terminal.say(terminal.paint.yellow(`${stray} is not named like a recording and is not served.`));
  if (library.cassettes.length === 0) terminal.say(`${dir} holds no cassettes.`);
  return defective + library.problems.length > 0 ? exitCodes.failed : exitCodes.done;
}
