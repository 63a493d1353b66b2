/** Runs a simulator until it is told to stop: the URL on stdout, one graceful stop, a second signal ends at once. */

import { closeSync, openSync } from 'node:fs';
import type { Simulator } from '../app/simulator.ts';
import { exitCodes } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** How long open answers may go on after Ctrl-C, in milliseconds. */
export const grace = 10_000;

/** Prints the URL, reloads on SIGHUP, waits for SIGINT or SIGTERM, closes. Resolves when everything that is complete has been saved. */
export async function serveUntilStopped(simulator: Simulator, terminal: Terminal): Promise<void> {
  let hungUp = false;
  await new Promise<void>((resolve) => {
    let stopping = false;
    const stop = (): void => {
      if (stopping) process.exit(exitCodes.interrupted);
      stopping = true;
      terminal.say(`Stopping: open answers have ${grace / 1000} s to end. Ctrl-C again ends at once.`);
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    process.on('SIGHUP', () => {
      hungUp = terminalIsGone();
      if (!hungUp) simulator.reload();
      else if (!stopping) stop();
    });
    terminal.result(simulator.url);
  });
  await simulator.close(grace);
  if (hungUp) endAsHungUp();
}

/** As without a handler: node's own end would set a terminal right that is not there, and abort over it. */
function endAsHungUp(): void {
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}

/** SIGHUP is also what a closed terminal sends, and its window closing is to stop what runs in it. */
function terminalIsGone(): boolean {
  if (process.platform === 'win32') return true;
  if (process.stdin.isTTY !== true && process.stderr.isTTY !== true) return false;
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return false;
  } catch {
    return true;
  }
}
