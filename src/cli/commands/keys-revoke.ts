/** `llmsim keys revoke`: a key that is refused from now on, also by servers that run. */

import type { Command } from 'commander';
import { systemClock } from '../../core/clock.ts';
import type { CliCommand } from '../command.ts';
import { type DatabaseFlags, withDatabase, withDatabaseOption } from '../database-option.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

export const keysRevoke: CliCommand = {
  name: 'revoke',
  group: 'keys',
  build(command: Command, run) {
    return withDatabaseOption(command)
      .description('Refuse a key from now on. Servers that run notice it within a second.')
      .argument('<key>', 'its id, its name, or its beginning')
      .action((which: string, flags: DatabaseFlags) => run((terminal) => revoke(which, flags, terminal)));
  },
};

async function revoke(which: string, flags: DatabaseFlags, terminal: Terminal): Promise<number> {
  const now = systemClock.date().getTime();
  const { KeyStore } = await import('../../access/key-store.ts');
  await withDatabase(flags, 'expect', (database) => {
    const store = new KeyStore(database);
    const { id, name } = store.get(which);
    const said = store.revoke(id, now) ? 'is revoked' : 'was revoked before';
    terminal.say(`The key "${name}" (${id}) ${said}.`);
  });
  return exitCodes.done;
}
