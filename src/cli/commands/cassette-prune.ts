/** `llmsim cassette prune`: removes recordings that the last runs did not use, after asking. */

import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { type Prunable, planPrune, prune } from '../../cassette/prune.ts';
import { readRunNotes } from '../../cassette/run-notes.ts';
import { systemClock } from '../../core/clock.ts';
import { LlmsimError } from '../../core/errors.ts';
import type { CliCommand } from '../command.ts';
import { confirm } from '../confirm.ts';
import { byteText } from '../exchange-lines.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

interface PruneFlags {
  readonly runs: number;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly blobs: boolean;
}

/** How many runs back, where nobody says otherwise: one run of a part of the tests does not make the rest useless. */
const usualRuns = 10;

export const cassettePrune: CliCommand = {
  name: 'prune',
  group: 'cassette',
  build(command: Command, run) {
    return command
      .description('Remove recordings that the last runs did not use, and blobs that no recording names.')
      .argument('[paths...]', 'cassettes or folders of cassettes (default: cassettes)')
      .option('--runs <n>', 'how many runs back to look', count, usualRuns)
      .option('--blobs', 'only blobs that no recording names', false)
      .option('--yes', 'do not ask', false)
      .option('--dry-run', 'only list what would go', false)
      .addHelpText(
        'after',
        '\n`llmsim run` notes in .llmsim/ beside the cassettes which recordings were used. Cassettes that were not in play' +
          '\nin the last runs are left alone, and so are recordings younger than those runs.' +
          '\nExit codes: 0 done or nothing to do, 1 something could not be removed, 2 no notes, or nobody to ask and no --yes.',
      )
      .action((paths: string[], flags: PruneFlags) =>
        run((terminal) => pruneCassettes(paths.length === 0 ? ['cassettes'] : paths, flags, terminal)),
      );
  },
};

export async function pruneCassettes(
  paths: readonly string[],
  { runs, yes, dryRun, blobs }: PruneFlags,
  terminal: Terminal,
  ask: (question: string) => Promise<boolean | undefined> = confirm,
): Promise<number> {
  const { items, untouched, broken } = await planPrune({ paths, runs, blobsOnly: blobs, notesIn: readRunNotes });
  const now = systemClock.date();
  for (const item of items) terminal.result(lineOf(item, now));
  for (const name of untouched) terminal.say(`Cassette ${name} was not in play in the last runs and is left alone.`);
  for (const { message } of broken) terminal.say(terminal.paint.yellow(`Left alone, because it is broken: ${message}`));
  if (items.length === 0) {
    terminal.say('Nothing to prune.');
    return exitCodes.done;
  }
  const told = totalOf(items);
  if (dryRun) {
    terminal.say(`${told} would go.`);
    return exitCodes.done;
  }
  const agreed = yes || (await ask(`Remove ${told}?`));
  if (agreed === undefined) {
    throw new LlmsimError('usage', `${told} would go, and there is no terminal to ask on.`, 'Add --yes or --dry-run.');
  }
  if (!agreed) {
    terminal.say('Nothing was removed.');
    return exitCodes.done;
  }
  const { removed, kept } = await prune(items);
  for (const { path, why } of kept) terminal.say(terminal.paint.yellow(`${path} was not removed: ${why}.`));
  terminal.say(`${removed} ${removed === 1 ? 'file' : 'files'} removed.`);
  return kept.length > 0 ? exitCodes.failed : exitCodes.done;
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('A number of runs is 1 or more.');
  return value;
}

function lineOf({ kind, path, bytes, since }: Prunable, now: Date): string {
  const days = Math.max(0, Math.floor((now.getTime() - since) / 86_400_000));
  const age = days === 0 ? 'today' : days === 1 ? 'a day ago' : `${days} days ago`;
  return `${path}  ${byteText(bytes)}  ${kind === 'blob' ? 'named by no recording' : `recorded ${age}`}`;
}

function totalOf(items: readonly Prunable[]): string {
  const parts = (['recording', 'blob'] as const).flatMap((kind) => {
    const number = items.filter((item) => item.kind === kind).length;
    return number === 0 ? [] : [`${number} ${kind}${number === 1 ? '' : 's'}`];
  });
  return `${parts.join(' and ')} (${byteText(items.reduce((sum, { bytes }) => sum + bytes, 0))})`;
}
