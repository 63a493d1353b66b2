/** The contract of a command: its name, and how it is built on commander. Members live in `cli/commands/`. */

import type { Command } from 'commander';
import type { Terminal } from './terminal.ts';

/** What a command does once its options are parsed; resolves to the exit code. */
export type Run = (terminal: Terminal) => Promise<number>;

export interface CliCommand {
  readonly name: string;
  /** The parent command, as `cassette` in `llmsim cassette ls`. */
  readonly group?: string;
  /** Adds description, options and action; the action hands its work to `run`. */
  build(command: Command, run: (work: Run) => Promise<void>): Command;
}
