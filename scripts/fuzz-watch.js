/** A thread beside scripts/fuzz.js: names an input that takes forever, and ends the run. */

import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

const { underWay, names, seed } = workerData;
/** In ms; no input of these sizes may take that long. */
const longest = 20_000;
const every = 1000;

let last = '';
let unchanged = 0;
setInterval(() => {
  const [target, input] = underWay;
  const now = `--target ${names[target]} --seed ${seed} --input ${input}`;
  unchanged = now === last ? unchanged + every : 0;
  last = now;
  if (unchanged < longest) return;
  writeSync(1, `\nAn input takes forever.\n  again: node scripts/fuzz.js ${now}\n`);
  process.kill(process.pid, 'SIGKILL');
}, every);
