/** `npm run bench`: measures llmsim against bare floors in one interleaved run, and prints a table; README.md explains it. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { table } from './figures.js';
import { measureLedger } from './ledger.js';
import { measureMatching } from './matching.js';
import { measureMiss } from './miss.js';
import { measurePacedMemory, measurePacing } from './pacing.js';
import { measureRecorder } from './recorder.js';
import { measureRedaction } from './redaction.js';
import { measureMany, measurePlain, measureStream } from './replay.js';
import { measureStages } from './stages.js';
import { measureStart, measureVersion } from './start.js';
import { measureSynthesis } from './synthesis.js';
import { measureTelemetry } from './telemetry.js';
import { verdict } from './verdict.js';

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, only: { type: 'string' } },
});
const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a positive number');

/** Each gives rows `{ what, llmsim, floor, ratio, goal, reached }`, the ratio as one number a round. */
const measurements = {
  plain: measurePlain,
  stream: measureStream,
  ledger: measureLedger,
  stages: measureStages,
  many: measureMany,
  pacing: measurePacing,
  'paced-memory': measurePacedMemory,
  matching: measureMatching,
  miss: measureMiss,
  recorder: measureRecorder,
  redaction: measureRedaction,
  synthesis: measureSynthesis,
  telemetry: measureTelemetry,
  start: measureStart,
  version: measureVersion,
};
const chosen = options.only?.split(',') ?? Object.keys(measurements);
if (chosen.some((name) => !Object.hasOwn(measurements, name))) {
  throw new Error(`--only takes ${Object.keys(measurements).join(', ')}`);
}
const folder = mkdtempSync(join(tmpdir(), 'llmsim-bench-'));
const rows = [];
try {
  for (const name of chosen) {
    process.stderr.write(`${name} …\n`);
    rows.push(...(await measurements[name](folder, rounds)));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

console.log(
  `Node ${process.version}, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, floor and llmsim in turn; median (lowest–highest)\n`,
);
const head = ['measured', 'floor', 'llmsim', 'ratio', 'goal', 'reached'];
console.log(
  table(
    head,
    rows.map((row) => [row.what, row.floor, row.llmsim, row.ratio, row.goal, row.reached]),
  ),
);
for (const line of ['', ...verdict(rows, rounds)]) console.log(line);
