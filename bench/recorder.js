/** Recording: CPU per stream of 54 events and added time to the first byte, against a bare relay. */

import { join } from 'node:path';
import { target } from './cassettes.js';
import { ask, stop } from './cpu.js';
import { median, spread } from './figures.js';
import { addressOf, interleave, measureJob, ratios, row, startBeside, startLlmsim, startLoad } from './measure.js';

const goal = { most: 1.5 };

export async function measureRecorder(folder, rounds) {
  return [
    ...(await measure(folder, rounds, { name: 'paced', what: '54 events, 5 ms apart', gap: 5, count: 400, goal })),
    ...(await measure(folder, rounds, {
      name: 'burst',
      what: '54 events at once',
      gap: 0,
      count: 200,
      goal: undefined,
    })),
  ];
}

async function measure(folder, rounds, { name, what, gap, count, goal }) {
  const upstream = await startBeside('upstream.js', String(gap));
  const origin = upstream.url.origin;
  const relay = await startBeside('relay.js', origin);
  const flags = ['--upstream', `openai=${origin}`, '--cassettes', join(folder, name), '--quiet'];
  const llmsim = await startLlmsim('record', ...flags);
  const passing = await startLlmsim('record', ...flags, '--mode', 'passthrough');
  const load = startLoad();
  const job = { target, stream: true, count, connections: gap === 0 ? 8 : 32, kind: 'distinct' };
  try {
    const [bare, recorded, passed] = await interleave(
      rounds,
      [relay, llmsim, passing].map(
        (server) => (round) => measureJob(load, server, { ...job, from: (round + 1) * count }),
      ),
    );
    const cpu = (results) => results.map((result) => result.cpu);
    const shown = (results) => `${spread(cpu(results))} ms`;
    const compare = (label, results, wanted) =>
      row(label, shown(bare), shown(results), ratios(cpu(results), cpu(bare)), wanted);
    const rows = [
      compare(`record ${what}, CPU a stream`, recorded, goal),
      compare('  passed through, not recorded', passed),
    ];
    if (gap > 0) rows.push(await firstByte(load, upstream, relay, llmsim, rounds));
    return rows;
  } finally {
    await Promise.all([upstream.child, relay.child, llmsim.child, passing.child, load].map(stop));
  }
}

/** One request at a time; what is added is told against the upstream asked directly in the same round. */
async function firstByte(load, upstream, relay, llmsim, rounds) {
  const one = (server) => async (round) => {
    const job = { target, stream: true, count: 1, connections: 1, kind: 'distinct', from: 1_000_000 + round };
    return (await ask(load, { ...addressOf(server), ...job })).firstByte;
  };
  const [direct, relayed, recorded] = await interleave(5 * rounds, [one(upstream), one(relay), one(llmsim)]);
  const added = (times) => times.map((time, i) => time - direct[i]);
  const text = (times) => `+${median(added(times)).toFixed(2)} ms`;
  return row(`  first byte, upstream alone ${median(direct).toFixed(2)} ms`, text(relayed), text(recorded));
}
