/** The program: all commands under one name, and what commander says in llmsim's way. */

import { Command, CommanderError } from 'commander';
import { commands, type ListedCommand } from './commands/list.ts';
import { exitCodes } from './exit-codes.ts';
import { processTerminal } from './terminal.ts';

/** Runs one command line; resolves to the exit code. */
export async function runProgram(args: readonly string[], version: string): Promise<number> {
  let code: number = exitCodes.done;
  const program = new Command('llmsim')
    .description(
      'A VCR for LLM HTTP APIs: record real provider traffic with the timing of every chunk, replay it byte for byte.',
    )
    .version(version, '-V, --version')
    .showHelpAfterError('(llmsim --help lists the commands and options)')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 something was found or not saved, 2 wrong usage or input, 3 a run failed (llmsim run), 130 interrupted.',
    );
  const terminal = processTerminal();
  for (const { load } of asked(args)) {
    const command = await load();
    const parent = command.group === undefined ? program : groupOf(program, command.group);
    const built = command.build(new Command(command.name), async (run) => {
      code = await run(terminal);
    });
    parent.addCommand(built);
  }
  inheritExit(program);
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    throw error;
  }
  return code;
}

/** The command that the arguments begin with, or all: to list them, or to say which one was perhaps meant. */
function asked(args: readonly string[]): readonly ListedCommand[] {
  const named = commands.filter(({ name }) => name.split(' ').every((word, i) => args[i] === word));
  return named.length === 0 ? commands : named;
}

const groups: Readonly<Record<string, string>> = {
  cassette: 'Look at recordings and look after them',
  config: 'Look at the configuration: what is wrong, what counts',
  rules: 'Try hand-written answers',
  keys: 'Keys of your own for a server with --auth',
  profile: 'Latency profiles: see, fit and compare them',
};

function groupOf(program: Command, name: string): Command {
  const known = program.commands.find((command) => command.name() === name);
  if (known !== undefined) return known;
  const group = new Command(name).description(groups[name] ?? '');
  program.addCommand(group);
  return group;
}

/** Every command throws instead of ending the process, and suggests help after an error. */
function inheritExit(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    inheritExit(child);
  }
}
