/** Replay: plain answers and event streams per CPU-second of the server, against a bare server. */

import { makeCassette, target } from './cassettes.js';
import { stop } from './cpu.js';
import { median, spread } from './figures.js';
import { interleave, measureJob, ratios, row, startBeside, startLlmsim, startLoad } from './measure.js';

const goal = { least: 0.7 };

export function measurePlain(folder, rounds) {
  return measure(folder, rounds, { name: 'plain', what: '1 KB JSON answer', stream: false, count: 40_000 });
}

export function measureStream(folder, rounds) {
  return measure(folder, rounds, { name: 'stream', what: '53-event stream', stream: true, count: 30_000 });
}

async function measure(folder, rounds, { name, what, stream, count }) {
  const cassette = makeCassette(folder, name, 1, stream);
  const floor = await startBeside('floor.js', name);
  const llmsim = await startLlmsim('replay', cassette, '--latency', 'instant');
  const load = startLoad();
  const job = { target, stream, count, connections: 32, from: 0, kind: 'repeated', inStep: true };
  try {
    const [bare, repeated, firstSeen] = await interleave(rounds, [
      () => measureJob(load, floor, job),
      () => measureJob(load, llmsim, job),
      (round) => measureJob(load, llmsim, { ...job, kind: 'respelled', from: 1 + (round + 1) * count }),
    ]);
    const floorCpu = bare.map(({ cpu }) => cpu);
    const shown = (results) =>
      `${spread(
        results.map(({ cpu }) => 1000 / cpu),
        0,
      )}/s`;
    const compare = (label, results, wanted) =>
      row(
        `${what}, ${label}`,
        shown(bare),
        shown(results),
        ratios(
          floorCpu,
          results.map(({ cpu }) => cpu),
        ),
        wanted,
      );
    const client = `client ${(1000 * median(repeated.map((result) => result.client))).toFixed(0)} µs a request, server busy`;
    const busy = (results) => `${(100 * median(results.map((result) => result.busy))).toFixed(0)} %`;
    return [
      compare('repeated bodies', repeated, goal),
      compare('first-seen bodies', firstSeen),
      row(`  ${client}`, busy(bare), busy(repeated)),
    ];
  } finally {
    await Promise.all([floor.child, llmsim.child, load].map(stop));
  }
}
