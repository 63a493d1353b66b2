/** What all measurements share: llmsim as a child, the load client, CPU per request, and a row of the table. */

import { fork } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ask, cpuOf, startServer } from './cpu.js';
import { median, spread } from './figures.js';

export const bin = fileURLToPath(new URL('../bin/llmsim.js', import.meta.url));

/** Starts `llmsim` on a free port of 127.0.0.1. */
export function startLlmsim(...args) {
  return startServer(bin, [...args, '--port', '0']);
}

/** Starts a server that lies beside this file. */
export function startBeside(name, ...args) {
  return startServer(fileURLToPath(new URL(name, import.meta.url)), args);
}

export function startLoad() {
  return fork(fileURLToPath(new URL('load.js', import.meta.url)), [], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

/** The address of a server as a job for the load client names it. */
export function addressOf({ url }) {
  return { host: url.hostname, port: Number(url.port) };
}

/**
 * Runs one job against one server. `cpu` is milliseconds per request of the server process, what it does after the last
 * answer included; `busy` is which part of the time it was at work while answers were awaited.
 */
export async function measureJob(load, server, job) {
  const before = await cpuOf(server.child);
  const result = await ask(load, { ...addressOf(server), ...job });
  const after = await cpuOf(server.child);
  const settled = await settledCpu(server.child, after);
  return {
    ...result,
    cpu: (settled - before) / job.count,
    busy: (after - before) / result.wall,
    client: result.cpu / job.count,
  };
}

/** Waits until the process has nothing more to do. */
async function settledCpu(child, from) {
  let last = from;
  for (;;) {
    await wait(50);
    const now = await cpuOf(child);
    if (now - last < 1) return now;
    last = now;
  }
}

/** Runs `contenders` in turn, `rounds` times after one that does not count; gives one list of results each. */
export async function interleave(rounds, contenders) {
  const results = contenders.map(() => []);
  for (let round = -1; round < rounds; round += 1) {
    for (const [i, contender] of contenders.entries()) {
      const result = await contender(round);
      if (round >= 0) results[i].push(result);
    }
  }
  return results;
}

/** Ratios of the two lists, round by round. */
export function ratios(numerators, denominators) {
  return numerators.map((numerator, i) => numerator / denominators[i]);
}

/** A row; `goal` is `{ least }` or `{ most }`, or undefined where the figure is only shown. */
export function row(what, floor, llmsim, values, goal) {
  const value = values === undefined ? undefined : median(values);
  const reached =
    goal === undefined ? '' : (goal.least ?? -Infinity) <= value && value <= (goal.most ?? Infinity) ? 'yes' : 'NO';
  const wanted =
    goal === undefined ? '' : goal.least !== undefined ? `≥ ${goal.least}` : `≤ ${Number(goal.most.toFixed(3))}`;
  return { what, floor, llmsim, ratio: values === undefined ? '' : spread(values), goal: wanted, reached };
}
