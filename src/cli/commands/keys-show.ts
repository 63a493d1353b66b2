/** `llmsim keys show`: everything that is known of one key. */

import type { Command } from 'commander';
import { systemClock } from '../../core/clock.ts';
import type { CliCommand } from '../command.ts';
import { type DatabaseFlags, withDatabase, withDatabaseOption } from '../database-option.ts';
import { exitCodes } from '../exit-codes.ts';
import { keyJson, keyLines } from '../key-lines.ts';
import type { Terminal } from '../terminal.ts';

interface ShowFlags extends DatabaseFlags {
  readonly json: boolean;
}

export const keysShow: CliCommand = {
  name: 'show',
  group: 'keys',
  build(command: Command, run) {
    return withDatabaseOption(command)
      .description('Show one key: its bounds, its state, and what was used of it.')
      .argument('<key>', 'its id, its name, or its beginning')
      .option('--json', 'print JSON', false)
      .action((which: string, flags: ShowFlags) => run((terminal) => show(which, flags, terminal)));
  },
};

async function show(which: string, flags: ShowFlags, terminal: Terminal): Promise<number> {
  const now = systemClock.date().getTime();
  const { KeyStore } = await import('../../access/key-store.ts');
  const key = await withDatabase(flags, 'expect', (database) => new KeyStore(database).get(which));
  if (flags.json) terminal.result(JSON.stringify(keyJson(key, now), undefined, 2));
  else for (const line of keyLines(key, now)) terminal.result(line);
  return exitCodes.done;
}
