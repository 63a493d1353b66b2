/** Starting: to the URL with 10,000 recordings against with 10, to the first reply against a bare server, and `--version` against `node -e 0`. */

import { spawn } from 'node:child_process';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import { makeCassette, target } from './cassettes.js';
import { spread } from './figures.js';
import { bin, interleave, ratios, row } from './measure.js';
import { requestBody } from './traffic.js';

/** As users stop a server: one that is killed at once keeps no compiled code for the next start (Node 22 and later). */
function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGTERM');
  });
}

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

/** Milliseconds from the start of a server to the end of its first answer. */
async function untilAnswered(args) {
  const begin = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const url = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`${args.join(' ')} ended with code ${code}`)));
      child.stdout.once('data', (piece) => resolve(new URL(piece.toString().split('\n', 1)[0])));
    });
    await new Promise((resolve, reject) => {
      const options = { method: 'POST', headers: { 'content-type': 'application/json' }, agent: false };
      const request = http.request(new URL(target, url), options, (response) => {
        if (response.statusCode !== 200) reject(new Error(`answered ${response.statusCode}`));
        response.resume().once('end', resolve);
      });
      request.once('error', reject).end(requestBody(0, false));
    });
    return performance.now() - begin;
  } finally {
    await stop(child);
  }
}

async function compare(rounds, what, floorArgs, llmsimArgs, goal, time = timed) {
  const [floor, llmsim] = await interleave(3 * rounds, [() => time(floorArgs), () => time(llmsimArgs)]);
  return [row(what, `${spread(floor, 0)} ms`, `${spread(llmsim, 0)} ms`, ratios(llmsim, floor), goal)];
}

export async function measureStart(folder, rounds) {
  const [few, many] = [10, 10_000].map((count) => makeCassette(folder, `start-${count}`, count, false));
  const replay = (cassette) => [bin, 'replay', cassette, '--port', '0'];
  const instant = [...replay(few), '--latency', 'instant'];
  const bare = [fileURLToPath(new URL('floor.js', import.meta.url)), 'plain'];
  return [
    ...(await compare(rounds, 'start to URL, 10,000 recordings against 10', replay(few), replay(many), { most: 1.3 })),
    ...(await compare(rounds, 'start to first reply, 10 recordings', bare, instant, { most: 1.5 }, untilAnswered)),
  ];
}

export function measureVersion(_folder, rounds) {
  return compare(rounds, '--version against node -e 0', ['-e', '0'], [bin, '--version'], { most: 1.25 });
}
