/** Sees to it that no process that llmsim started outlives it, however llmsim ends. */

import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const children = new Set<ChildProcess>();

/** Kills `child` when this process ends; the function that is returned lets go of it. */
export function endWithUs(child: ChildProcess): () => void {
  if (children.size === 0) {
    process.on('exit', killAll);
    for (const signal of signals) process.on(signal, leave);
  }
  children.add(child);
  return () => {
    if (!children.delete(child) || children.size > 0) return;
    process.off('exit', killAll);
    for (const signal of signals) process.off(signal, leave);
  };
}

function killAll(): void {
  for (const child of children) child.kill('SIGKILL');
}

/** Where nobody else listens, the signal would have ended this process without a word to its children. */
function leave(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal]);
}
