/** The list of commands: under each name stands the command that is called so, for a command line loads no other. */

import { expect, it } from 'vitest';
import { commands } from '../../../src/cli/commands/list.ts';

it.each(commands)('$name is the command of that name', async ({ name, load }) => {
  const command = await load();
  expect(command.group === undefined ? command.name : `${command.group} ${command.name}`).toBe(name);
});

it('no command stands there twice', () => {
  const names = commands.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
