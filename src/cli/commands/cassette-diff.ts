/** `llmsim cassette diff`: what two recordings, or two folders of them, say differently. */

import { type Command, Option } from 'commander';
import { counts, type Difference, differencesBetween } from '../../cassette/compare/differences.ts';
import { type Pairing, pairRecordings } from '../../cassette/pair-recordings.ts';
import { LlmsimError } from '../../core/errors.ts';
import type { CliCommand } from '../command.ts';
import { differenceLines } from '../difference-lines.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

export const cassetteDiff: CliCommand = {
  name: 'diff',
  group: 'cassette',
  build(command: Command, run) {
    return command
      .description('Compare recordings by meaning: request, status, text, tool calls, finish, usage, timing.')
      .argument('<A>', 'an interaction file, a cassette, or a folder of cassettes')
      .argument('<B>', 'the same kind as A')
      .addOption(new Option('--format <format>', 'form of the result').choices(['text', 'json']).default('text'))
      .addHelpText(
        'after',
        '\nIn folders, the n-th recording of a key is compared with the n-th of the same key.' +
          '\nTimes are shown and do not count, for no two recordings have the same.' +
          '\nExit codes: 0 no difference, 1 something differs, 2 wrong usage or a file that cannot be read.',
      )
      .action((before: string, after: string, { format }: { format: 'text' | 'json' }) =>
        run((terminal) => diff(before, after, format, terminal)),
      );
  },
};

interface PairDifferences {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly differences: readonly Difference[];
}

async function diff(before: string, after: string, format: 'text' | 'json', terminal: Terminal): Promise<number> {
  const pairing = await pairRecordings(before, after);
  const { pairs, onlyBefore, onlyAfter } = pairing;
  const compared: PairDifferences[] = [];
  let different = onlyBefore.length + onlyAfter.length;
  let broken = 0;
  for (const pair of pairs) {
    try {
      const differences = differencesBetween(await pair.before.load(), await pair.after.load());
      const differ = differences.some(counts);
      if (differ) different += 1;
      const one = { name: pair.name, before: pair.before.path, after: pair.after.path, differences };
      if (format === 'json') compared.push(one);
      // Of many pairs, nobody wants to know that all have other times.
      else if (differ || (pairs.length === 1 && differences.length > 0)) tell(one, terminal);
    } catch (error) {
      if (!(error instanceof LlmsimError)) throw error;
      broken += 1;
      terminal.say(`${terminal.paint.red('error')}  ${error.message}\n       ${error.hint}`);
    }
  }
  if (format === 'json') terminal.result(asJson(pairing, compared));
  else {
    for (const { path } of onlyBefore) terminal.result(terminal.paintResult.red(`only in ${before}: ${path}`));
    for (const { path } of onlyAfter) terminal.result(terminal.paintResult.green(`only in ${after}: ${path}`));
  }
  const count = `${pairs.length} ${pairs.length === 1 ? 'pair' : 'pairs'} compared`;
  terminal.say(different === 0 ? `${count}, no difference.` : `${count}, ${different} with differences or alone.`);
  if (broken > 0) return exitCodes.usage;
  return different > 0 ? exitCodes.failed : exitCodes.done;
}

function tell({ name, differences }: PairDifferences, terminal: Terminal): void {
  const { paintResult: paint } = terminal;
  terminal.result(paint.bold(name));
  for (const line of differenceLines(differences, paint)) terminal.result(line);
}

function asJson({ onlyBefore, onlyAfter }: Pairing, pairs: readonly PairDifferences[]): string {
  const paths = (list: Pairing['onlyBefore']): string[] => list.map(({ path }) => path);
  return JSON.stringify(
    { pairs, onlyBefore: paths(onlyBefore), onlyAfter: paths(onlyAfter) },
    // An absent value is null: JSON would leave the key out.
    (_key, value: unknown) => (value === undefined ? null : value),
    2,
  );
}
