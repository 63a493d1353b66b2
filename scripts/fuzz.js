/**
 * Fuzzes every parser for as long as is asked, and prints what broke with the command that shows it again.
 *
 *     node scripts/fuzz.js [--minutes 10] [--seed 1] [--target codec/sse] [--input 42]
 *
 * Ends with 1 when something broke. The targets are those of test/fuzz/targets.ts, which `npm test` runs for a short time.
 */

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { createServer } from 'vite';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    target: { type: 'string' },
    input: { type: 'string' },
  },
});
const seed = Number(values.seed);
const minutes = Number(values.minutes);
if (!Number.isSafeInteger(seed) || !(minutes > 0)) {
  console.error('--seed takes a whole number, --minutes a number above 0.');
  process.exit(2);
}

// Node 20 reads no TypeScript; the tests' own loader does.
const root = fileURLToPath(new URL('..', import.meta.url));
const vite = await createServer({
  root,
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
});
const load = (file) => vite.ssrLoadModule(`/test/fuzz/${file}`);
const { targets } = await load('targets.ts');
const { fuzz, report } = await load('fuzz.ts');
const chosen = targets.filter(({ name }) => values.target === undefined || name.startsWith(values.target));
if (chosen.length === 0) {
  console.error(
    `There is no target ${values.target}; there are:\n${targets.map(({ name }) => `  ${name}`).join('\n')}`,
  );
  process.exit(2);
}

/** Inputs of one target before the next has its turn. */
const turn = 500;
const end = performance.now() + minutes * 60_000;
// Which target and input are under way: a thread of its own names an input that never ends, for this one then cannot.
const underWay = new Int32Array(new SharedArrayBuffer(8));
new Worker(new URL('./fuzz-watch.js', import.meta.url), {
  workerData: { underWay, names: chosen.map(({ name }) => name), seed },
}).unref();
const goesOn = () => performance.now() < end;
const tried = new Map(chosen.map(({ name }) => [name, 0]));
const broken = new Map();

if (values.input !== undefined) {
  for (const [i, target] of chosen.entries()) {
    underWay.set([i, Number(values.input)]);
    show(target, await fuzz(target, { seed, from: Number(values.input), inputs: 1 }));
  }
} else {
  console.log(`Seed ${seed}, ${chosen.length} targets, ${minutes} minutes.`);
  for (let from = 0; goesOn(); from += turn) {
    for (const [i, target] of chosen.entries()) {
      underWay.set([i, from - 1]);
      const next = () => {
        underWay[1] += 1;
        return goesOn();
      };
      if (goesOn() && !broken.has(target.name))
        show(target, await fuzz(target, { seed, from, inputs: turn, goesOn: next }));
    }
    if (broken.size === chosen.length) break;
  }
}
const all = [...tried.values()].reduce((sum, count) => sum + count, 0);
console.log(`${all} inputs, ${broken.size} of ${chosen.length} targets broken.`);
process.exit(broken.size === 0 ? 0 : 1);

function show(target, { tried: count, finding }) {
  tried.set(target.name, tried.get(target.name) + count);
  if (finding === undefined) return;
  broken.set(target.name, finding);
  console.log(`\n${report(finding)}`);
}
