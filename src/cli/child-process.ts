/** Runs a command with the terminal's own input and output, passes signals on, and says how it ended. */

import { constants } from 'node:os';

export type ChildEnd =
  /** The exit code; 128 + n where signal n ended it, as shells have it. */
  | { readonly kind: 'ended'; readonly code: number }
  /** 127: there is no such command; 126: it cannot be executed. */
  | { readonly kind: 'not-started'; readonly code: 126 | 127; readonly why: string };

/** What others may send to us and mean for the command. */
const passedOn: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGINT'];

/** Resolves when the command has ended; until then no signal ends this process. */
export async function runChild(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<ChildEnd> {
  // A dozen small files, which no other command needs.
  const { default: spawn } = await import('cross-spawn');
  return new Promise((resolve) => {
    const child = spawn(command, [...args], { stdio: 'inherit', env });
    const pass = (signal: NodeJS.Signals): void => {
      // The terminal sends Ctrl-C and Ctrl-\ to the whole foreground group: the command has them already.
      if ((signal === 'SIGINT' || signal === 'SIGQUIT') && process.stdin.isTTY) return;
      child.kill(signal);
    };
    for (const signal of passedOn) process.on(signal, pass);
    const end = (how: ChildEnd): void => {
      for (const signal of passedOn) process.off(signal, pass);
      resolve(how);
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT';
      const why = missing ? `${command}: command not found` : `${command}: ${error.message}`;
      end({ kind: 'not-started', code: missing ? 127 : 126, why });
    });
    child.once('exit', (code, signal) => {
      end({ kind: 'ended', code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) });
    });
  });
}
