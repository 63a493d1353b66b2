/** Starting: to the URL with 10,000 recordings against with 10, and `--version` against `node -e 0`. */

import { spawn } from 'node:child_process';
import { makeCassette } from './cassettes.js';
import { stop } from './cpu.js';
import { spread } from './figures.js';
import { bin, interleave, ratios, row } from './measure.js';

/** Milliseconds from the start of a process to its first byte on stdout, or to its end where it says nothing. */
async function timed(args) {
  const begin = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const time = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.stdout.once('data', () => resolve(performance.now() - begin));
    child.once('exit', () => resolve(performance.now() - begin));
  });
  await stop(child);
  return time;
}

async function compare(rounds, what, floorArgs, llmsimArgs, goal) {
  const [floor, llmsim] = await interleave(3 * rounds, [() => timed(floorArgs), () => timed(llmsimArgs)]);
  return [row(what, `${spread(floor, 0)} ms`, `${spread(llmsim, 0)} ms`, ratios(llmsim, floor), goal)];
}

export function measureStart(folder, rounds) {
  const [few, many] = [10, 10_000].map((count) => makeCassette(folder, `start-${count}`, count, false));
  const replay = (cassette) => [bin, 'replay', cassette, '--port', '0'];
  return compare(rounds, 'start to URL, 10,000 recordings against 10', replay(few), replay(many), { most: 1.3 });
}

export function measureVersion(_folder, rounds) {
  return compare(rounds, '--version against node -e 0', ['-e', '0'], [bin, '--version']);
}
