/** `llmsim usage`: what the usage ledger adds up to. */

import type { Command } from 'commander';
import { Option } from 'commander';
import { type UsageGrouping, usageGroupings, usageReport } from '../../access/usage-report.ts';
import { systemClock } from '../../core/clock.ts';
import { type Moment, moment } from '../access-values.ts';
import type { CliCommand } from '../command.ts';
import { type DatabaseFlags, withDatabase, withDatabaseOption } from '../database-option.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { type UsageFormat, usageFormats, usageLines } from '../usage-lines.ts';

interface UsageFlags extends DatabaseFlags {
  readonly by: UsageGrouping;
  readonly since?: Moment;
  readonly format: UsageFormat;
}

export const usage: CliCommand = {
  name: 'usage',
  build(command: Command, run) {
    return withDatabaseOption(command)
      .description('Add up requests, tokens and costs of servers that ran with --auth or --usage.')
      .addOption(new Option('--by <what>', 'what a row is').choices(usageGroupings).default('key'))
      .option('--since <when>', '24h, 7d, 4w, 2026-11-21 or 2026-11-21T09:30:00Z (default: all)', moment)
      .addOption(new Option('--format <format>', 'how it is printed').choices(usageFormats).default('table'))
      .action((flags: UsageFlags) => run((terminal) => report(flags, terminal)));
  },
};

async function report(flags: UsageFlags, terminal: Terminal): Promise<number> {
  const { by, since, format } = flags;
  const from = since?.kind === 'span' ? systemClock.date().getTime() - since.ms : since?.at;
  const rows = await withDatabase(flags, 'expect', (database) => usageReport(database, by, from));
  if (rows.length === 0 && format === 'table') {
    terminal.say('There is no usage in that time.');
    return exitCodes.done;
  }
  for (const line of usageLines(rows, by, format)) terminal.result(line);
  if (format === 'table' && rows.some(({ unpriced }) => unpriced > 0)) {
    terminal.say('Some models have no price: see "prices" in docs/keys-and-usage.md.');
  }
  return exitCodes.done;
}
