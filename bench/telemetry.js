/** What it costs that every answer is counted and kept in the journal: replay watched, against the same replay with nobody watching. */

import { makeCassette, target } from './cassettes.js';
import { stop } from './cpu.js';
import { spread } from './figures.js';
import { interleave, measureJob, ratios, row, startBeside, startLlmsim, startLoad } from './measure.js';

const goal = { least: 0.95 };

export async function measureTelemetry(folder, rounds) {
  const rows = [];
  for (const [name, what, stream, count] of [
    ['watched-plain', '1 KB JSON answer, watched', false, 40_000],
    ['watched-stream', '53-event stream, watched', true, 30_000],
  ]) {
    const cassette = makeCassette(folder, name, 1, stream);
    const unwatched = await startBeside('unwatched.js', 'replay', cassette, '--latency', 'instant', '--port', '0');
    const llmsim = await startLlmsim('replay', cassette, '--latency', 'instant');
    const load = startLoad();
    const job = { target, stream, count, connections: 32, from: 0, kind: 'repeated', inStep: true };
    try {
      const [without, watched] = await interleave(rounds, [
        () => measureJob(load, unwatched, job),
        () => measureJob(load, llmsim, job),
      ]);
      const cpu = (results) => results.map((result) => result.cpu);
      const shown = (results) =>
        `${spread(
          cpu(results).map((ms) => 1000 / ms),
          0,
        )}/s`;
      rows.push(row(what, shown(without), shown(watched), ratios(cpu(without), cpu(watched)), goal));
    } finally {
      await Promise.all([unwatched.child, llmsim.child, load].map(stop));
    }
  }
  return rows;
}
