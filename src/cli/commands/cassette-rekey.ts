/** `llmsim cassette rekey`: computes all keys anew after the configuration changed, without network. */

import type { Command } from 'commander';
import { currentRecipe } from '../../cassette/recipes/list.ts';
import { rekeyCassettes } from '../../cassette/rekey-cassettes.ts';
import { createRedactor } from '../../redaction/redactor.ts';
import type { CliCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { type RedactionFlags, settingsOf, withRedactionOptions } from '../redaction-options.ts';
import type { Terminal } from '../terminal.ts';

export const cassetteRekey: CliCommand = {
  name: 'rekey',
  group: 'cassette',
  build(command: Command, run) {
    return withRedactionOptions(command)
      .description('Compute all keys anew after the configuration changed: files get other keys and names. No network.')
      .argument('[dirs...]', 'cassettes or folders of cassettes (default: cassettes)')
      .addHelpText(
        'after',
        '\nExit codes: 0 done, 1 a file is broken and stays as it is, 2 wrong usage or configuration.',
      )
      .action((dirs: string[], flags: RedactionFlags) =>
        run((terminal) => rekey(dirs.length === 0 ? ['cassettes'] : dirs, flags, terminal)),
      );
  },
};

/** Recordings between two lines of progress. */
const step = 2_000;

async function rekey(dirs: readonly string[], flags: RedactionFlags, terminal: Terminal): Promise<number> {
  const { match, redaction } = await settingsOf(flags, process.env);
  const progress = (cassette: string, done: number, total: number): void => {
    if (done % step < 16 && done >= step && done < total) terminal.say(`  ${cassette}: ${done} of ${total}`);
  };
  const options = {
    recipeOf: (cassette: string) => currentRecipe(match(cassette)),
    redactor: createRedactor(redaction),
    progress,
  };
  let broken = 0;
  for await (const done of rekeyCassettes(dirs, options)) {
    const { paintResult: paint } = terminal;
    const from = done.from === undefined || done.from === done.to ? '' : ` from ${done.from}`;
    terminal.result(`${done.cassette}: ${done.changed} of ${done.recordings} rekeyed${from} to ${done.to}`);
    for (const file of done.broken) terminal.result(`${paint.red('error')}  ${file} cannot be read and keeps its key.`);
    broken += done.broken.length;
  }
  return broken > 0 ? exitCodes.failed : exitCodes.done;
}
