/** `llmsim keys ls`: the keys, whether they are in force, and what they came to. */

import type { Command } from 'commander';
import { stateOf } from '../../access/key-record.ts';
import { systemClock } from '../../core/clock.ts';
import type { CliCommand } from '../command.ts';
import { type DatabaseFlags, withDatabase, withDatabaseOption } from '../database-option.ts';
import { exitCodes } from '../exit-codes.ts';
import { keyJson, keyTable } from '../key-lines.ts';
import type { Terminal } from '../terminal.ts';

interface ListFlags extends DatabaseFlags {
  readonly json: boolean;
}

export const keysLs: CliCommand = {
  name: 'ls',
  group: 'keys',
  build(command: Command, run) {
    return withDatabaseOption(command)
      .description('List the keys, and what was used of each.')
      .option('--json', 'print JSON', false)
      .action((flags: ListFlags) => run((terminal) => list(flags, terminal)));
  },
};

async function list(flags: ListFlags, terminal: Terminal): Promise<number> {
  const now = systemClock.date().getTime();
  const { KeyStore } = await import('../../access/key-store.ts');
  const keys = await withDatabase(flags, 'expect', (database) => new KeyStore(database).list());
  if (flags.json) {
    terminal.result(
      JSON.stringify(
        keys.map((key) => keyJson(key, now)),
        undefined,
        2,
      ),
    );
    return exitCodes.done;
  }
  if (keys.length === 0) {
    terminal.say('There are no keys. llmsim keys create --name <name> makes one.');
    return exitCodes.done;
  }
  const { paintResult: paint } = terminal;
  const [head = '', ...lines] = keyTable(keys, now);
  terminal.result(paint.bold(head));
  for (const [i, line] of lines.entries()) {
    const key = keys[i];
    terminal.result(key === undefined || stateOf(key, now) === 'valid' ? line : paint.dim(line));
  }
  return exitCodes.done;
}
