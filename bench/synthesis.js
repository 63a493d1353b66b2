/** Synthesis: invented answers of 100 tokens per CPU-second, against a bare server and against replay of the same answer. */

import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { makeCassette, recorded, target } from './cassettes.js';
import { stop } from './cpu.js';
import { median, spread } from './figures.js';
import { addressOf, bin, interleave, measureJob, ratios, row, startBeside, startLlmsim, startLoad } from './measure.js';
import { requestBody } from './traffic.js';

const inventing = ['serve', '--tokens', '100'];
const replaying = (cassette) => ['replay', cassette, '--latency', 'instant'];

export async function measureSynthesis(folder, rounds) {
  const whole = await measure(folder, rounds, { name: 'invented', what: '100-token answer', stream: false });
  const streamed = await measure(folder, rounds, { name: 'invented-stream', what: '… streamed', stream: true });
  return [...whole.rows, ...streamed.rows, ...(await measureFirst(rounds, whole.cassette))];
}

async function measure(folder, rounds, { name, what, stream }) {
  const llmsim = await startLlmsim(...inventing);
  const { headers, body } = await answerOf(llmsim.url, stream);
  const cassette = makeCassette(folder, name, 1, stream, recordingOf(headers, body));
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify({ headers: headers.flat(), body: body.toString() }));
  const floor = await startBeside('floor.js', file);
  const replay = await startLlmsim(...replaying(cassette));
  const load = startLoad();
  const many = { target, stream, count: 15_000, connections: 32, from: 0, kind: 'repeated', inStep: true };
  const few = { ...many, count: 4_000 };
  try {
    const [bare, replayed, repeated, firstSeen] = await interleave(rounds, [
      () => measureJob(load, floor, many),
      () => measureJob(load, replay, many),
      () => measureJob(load, llmsim, few),
      (round) => measureJob(load, llmsim, { ...few, kind: 'distinct', from: 1 + (round + 1) * few.count }),
    ]);
    const compare = (label, against, results) =>
      row(
        `${what}, ${label}`,
        rate(against),
        rate(results),
        ratios(
          against.map(({ cpu }) => cpu),
          results.map(({ cpu }) => cpu),
        ),
      );
    const busy = (results) => `${(100 * median(results.map((result) => result.busy))).toFixed(0)} %`;
    const rows = [
      compare('repeated request', bare, repeated),
      compare('first-seen requests', bare, firstSeen),
      compare('repeated request, against replay', replayed, repeated),
      compare('first-seen requests, against replay', replayed, firstSeen),
      row('  server busy', busy(bare), busy(repeated)),
    ];
    return { rows, cassette };
  } finally {
    await Promise.all([floor.child, replay.child, llmsim.child, load].map(stop));
  }
}

function rate(results) {
  const rates = results.map(({ cpu }) => 1000 / cpu);
  return `${spread(rates, 0)}/s`;
}

async function measureFirst(rounds, cassette) {
  const [replay, invented] = await interleave(2 * rounds, [
    () => untilAnswered(replaying(cassette)),
    () => untilAnswered(inventing),
  ]);
  const what = 'start to first invented answer, against replay';
  return [row(what, `${spread(replay, 0)} ms`, `${spread(invented, 0)} ms`, ratios(invented, replay))];
}

/** Milliseconds from the start of a process to the end of its first answer. */
async function untilAnswered(args) {
  const begin = performance.now();
  const child = spawn(process.execPath, [bin, ...args, '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const line = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`${args.join(' ')} ended with code ${code}`)));
      child.stdout.once('data', (piece) => resolve(piece.toString().split('\n', 1)[0]));
    });
    await answerOf(new URL(line), false);
    return performance.now() - begin;
  } finally {
    await stop(child);
  }
}

/** What a server answers to request 0. */
async function answerOf(url, stream) {
  const { host, port } = addressOf({ url });
  const headers = { 'content-type': 'application/json' };
  const response = await new Promise((resolve, reject) => {
    const request = http.request({ host, port, method: 'POST', path: target, headers, agent: false }, resolve);
    request.once('error', reject);
    request.end(requestBody(0, stream));
  });
  const pieces = await response.toArray();
  if (response.statusCode !== 200) throw new Error(`answered ${response.statusCode}`);
  return { headers: providersOwn(response.rawHeaders), body: Buffer.concat(pieces) };
}

/** Without what is llmsim's or the connection's. */
function providersOwn(raw) {
  const pairs = raw.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), raw[i + 1]]] : []));
  return pairs.filter(([name]) => !/^(connection|keep-alive|transfer-encoding|date|x-llmsim-.*)$/.test(name));
}

/** The answer as it would have been recorded: a stream in its events. */
function recordingOf(headers, body) {
  const ends = [];
  if (headers.some(([name, value]) => name === 'content-type' && value.startsWith('text/event-stream'))) {
    for (let at = body.indexOf('\n\n'); at >= 0; at = body.indexOf('\n\n', at + 2)) ends.push(at + 2);
  } else {
    ends.push(body.byteLength);
  }
  const timing = { head: 300, chunks: ends.map((_, i) => 300 + 20 * i), end: 300 + 20 * ends.length };
  return recorded(headers, body, ends, timing);
}
