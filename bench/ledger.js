/** The usage ledger: replay that writes each exchange down, against replay that does not. */

import { join } from 'node:path';
import { makeCassette, target } from './cassettes.js';
import { stop } from './cpu.js';
import { median, spread } from './figures.js';
import { interleave, measureJob, ratios, row, startLlmsim, startLoad } from './measure.js';

export async function measureLedger(folder, rounds) {
  const cassette = makeCassette(folder, 'ledger', 1, false);
  const replay = (...args) => startLlmsim('replay', cassette, '--latency', 'instant', ...args);
  const without = await replay();
  const withLedger = await replay('--usage', '--db', join(folder, 'ledger.db'));
  const load = startLoad();
  const job = { target, stream: false, count: 40_000, connections: 32, from: 0, kind: 'repeated', inStep: false };
  try {
    const [bare, counted] = await interleave(rounds, [
      () => measureJob(load, without, job),
      () => measureJob(load, withLedger, job),
    ]);
    const rates = (results) => results.map(({ wall }) => (1000 * job.count) / wall);
    const shown = (values, unit) => `${spread(values, 0)}${unit}`;
    const cpu = (results) => results.map((result) => 1000 * result.cpu);
    const busy = (results) => `${(100 * median(results.map((result) => result.busy))).toFixed(0)} %`;
    return [
      row(
        'replay with the usage ledger, throughput',
        shown(rates(bare), '/s'),
        shown(rates(counted), '/s'),
        ratios(rates(counted), rates(bare)),
        { least: 0.9 },
      ),
      row(
        '  CPU a request, all threads',
        shown(cpu(bare), ' µs'),
        shown(cpu(counted), ' µs'),
        ratios(cpu(counted), cpu(bare)),
      ),
      row('  server busy', busy(bare), busy(counted)),
    ];
  } finally {
    await Promise.all([without.child, withLedger.child, load].map(stop));
  }
}
