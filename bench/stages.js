/** What each stage costs: instant replay with the stage on, per CPU-second of the server, against replay without it. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCassette, target } from './cassettes.js';
import { startServer, stop } from './cpu.js';
import { spread } from './figures.js';
import { bin, interleave, measureJob, ratios, row, startLoad } from './measure.js';

const without = new URL('without.js', import.meta.url).href;

/** Never reached, so that each request pays for being looked at and none is changed. */
const limits = 'limits: { key: { rpm: 100000000, tpm: 1000000000000, concurrency: 1000000 } }\n';
/** An answer that is due in a millisecond: it waits on the wheel and is written by the paced writer. */
const profile = 'ttft: 1\ngap: 0\n';

export async function measureStages(folder, rounds) {
  const cassette = makeCassette(folder, 'stages', 1, false);
  const work = join(folder, 'stages-work');
  mkdirSync(work);
  writeFileSync(join(work, 'limits.yaml'), limits);
  writeFileSync(join(work, 'pace.yaml'), profile);
  const db = join(work, 'auth.db');
  const key = execFileSync(process.execPath, [bin, 'keys', 'create', '--name', 'bench', '--db', db], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
  const keyed = `${target}?key=${key}`;

  const instant = ['--latency', 'instant'];
  const servers = new Map();
  const start = async (name, args, part) => {
    const env = part === undefined ? {} : { LLMSIM_BENCH_WITHOUT: part, NODE_OPTIONS: `--import ${without}` };
    servers.set(name, await startServer(bin, ['replay', cassette, '--port', '0', ...args], env));
  };
  const load = startLoad();
  try {
    await start('plain', instant);
    await start('pace', ['--latency', join(work, 'pace.yaml')]);
    await start('faults', [...instant, '--fault', '503@0.000000001']);
    await start('limits', [...instant, '--config', join(work, 'limits.yaml')]);
    await start('ledger', [...instant, '--usage', '--db', join(work, 'ledger.db')]);
    await start('auth', [...instant, '--auth', 'required', '--db', db]);
    for (const part of ['metrics', 'journal', 'watching']) await start(`no ${part}`, instant, part);

    const job = { target, stream: false, count: 20_000, connections: 32, from: 0, kind: 'repeated', inStep: true };
    const contenders = [...servers].map(([name, server]) => [
      name,
      server,
      name === 'auth' ? { ...job, target: keyed } : job,
    ]);
    // In the middle: a server that is measured twice in a row does better the second time.
    contenders.splice(5, 0, ['plain, key in the URL', servers.get('plain'), { ...job, target: keyed }]);
    const results = await interleave(
      rounds,
      contenders.map(
        ([, server, each]) =>
          () =>
            measureJob(load, server, each),
      ),
    );
    const rates = new Map(contenders.map(([name], i) => [name, results[i].map(({ cpu }) => 1000 / cpu)]));
    const compare = (what, off, on) => {
      const [floor, measured] = [rates.get(off), rates.get(on)];
      return row(what, `${spread(floor, 0)}/s`, `${spread(measured, 0)}/s`, ratios(measured, floor));
    };
    return [
      compare('stage pace: an answer due in 1 ms', 'plain', 'pace'),
      compare('stage faults: drawn, none comes', 'plain', 'faults'),
      compare('stage limits: never reached', 'plain', 'limits'),
      compare('stage usage: the ledger', 'plain', 'ledger'),
      compare('stages auth and usage', 'plain, key in the URL', 'auth'),
      compare('metrics (always on)', 'no metrics', 'plain'),
      compare('journal (always on)', 'no journal', 'plain'),
      compare('all watching: both, and what they are told', 'no watching', 'plain'),
    ];
  } finally {
    await Promise.all([...[...servers.values()].map(({ child }) => child), load].map(stop));
  }
}
