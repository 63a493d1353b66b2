/** Replay: plain answers and event streams per CPU-second of the server, against a bare server. */

import { makeCassette, target } from './cassettes.js';
import { stop } from './cpu.js';
import { median, spread } from './figures.js';
import { interleave, measureJob, ratios, row, startBeside, startLlmsim, startLoad } from './measure.js';

const goals = { repeated: { least: 0.85 }, plainFirstSeen: { least: 0.5 } };

export function measurePlain(folder, rounds) {
  return measure(folder, rounds, { name: 'plain', what: '1 KB JSON answer', stream: false, count: 40_000 });
}

export function measureStream(folder, rounds) {
  return measure(folder, rounds, { name: 'stream', what: '53-event stream', stream: true, count: 30_000 });
}

/** Ten requests over and over, of a cassette that holds no others and of one with 100,000 recordings. */
export async function measureMany(folder, rounds) {
  const servers = [];
  for (const count of [10, 100_000]) {
    const cassette = makeCassette(folder, `many-${count}`, count, false);
    servers.push(await startLlmsim('replay', cassette, '--latency', 'instant'));
  }
  const load = startLoad();
  const job = { target, stream: false, count: 20_000, connections: 32, from: 0, kind: 'ten', inStep: true };
  try {
    const results = await interleave(
      rounds,
      servers.map((server) => () => measureJob(load, server, job)),
    );
    const [few, many] = results.map((all) => all.map(({ cpu }) => 1000 / cpu));
    const rate = (rates) => `${spread(rates, 0)}/s`;
    const what = 'replay of 100,000 interactions against 10';
    return [row(what, rate(few), rate(many), ratios(many, few), { least: 0.95 })];
  } finally {
    await Promise.all([...servers.map(({ child }) => child), load].map(stop));
  }
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
      compare('repeated bodies', repeated, goals.repeated),
      compare('first-seen bodies', firstSeen, stream ? undefined : goals.plainFirstSeen),
      row(`  ${client}`, busy(bare), busy(repeated)),
    ];
  } finally {
    await Promise.all([floor.child, llmsim.child, load].map(stop));
  }
}
