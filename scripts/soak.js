/**
 * Runs a server under load with faults for a long time, and fails where it grows, or counts otherwise than its clients.
 *
 *     npm run build && node scripts/soak.js [--minutes 10] [--clients 500] [--think 500] [--tokens 30]
 *
 * Starts `llmsim serve` with the usage ledger on a free port and watches its memory, heap, sockets and files under /proc (Linux). A
 * tenth of the requests ask for a fault. Ends with 1 when memory, sockets or files grew after the warm-up, when a sound request failed,
 * or when the ledger's totals are not the clients'.
 */

import http from 'node:http';
import { parseArgs } from 'node:util';
import { ask, paths } from './load/ask.js';
import { Figures } from './load/figures.js';
import { growthOf } from './load/growth.js';
import { startServer } from './load/server.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    clients: { type: 'string', default: '500' },
    think: { type: 'string', default: '500' },
    tokens: { type: 'string', default: '30' },
  },
});
const [minutes, clients, think, tokens] = [values.minutes, values.clients, values.think, values.tokens].map(Number);
if (![minutes, clients, think, tokens].every((number) => number >= 0) || minutes === 0 || clients === 0) {
  console.error('--minutes, --clients, --think (ms) and --tokens take numbers.');
  process.exit(2);
}

/** What a client asks for by header, and whether it then gets an answer that it counts as wrong. */
const faults = [
  ...['429', '503', 'reset', 'reset(after=2)', 'truncate', 'corrupt-event', 'in-stream-error', 'empty-body'],
  ...[
    'slow-first-byte(after=300ms)',
    'stall(after=2, for=300ms)',
    'duplicate-event',
    'timeout(after=300ms)',
    'trickle(bytes=50)',
  ],
];
/** Requests that ask for a fault name another model, so that the ledger tells them apart. */
const models = { sound: 'soak-sound', faulty: 'soak-faulty' };

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
const server = await startServer(['--tokens', String(tokens), '--latency', 'gpt-4o', '--speed', '10']);
const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
const figures = { sound: new Figures(), faulty: new Figures() };
const idle = await server.sample();
const begin = performance.now();
const end = begin + minutes * 60_000;
const samples = [];
let sent = 0;

const watching = setInterval(async () => {
  const sample = await server.sample().catch(() => undefined);
  if (sample !== undefined) samples.push(sample);
}, 1000);
await Promise.all(Array.from({ length: clients }, (_, i) => client(i)));
clearInterval(watching);
const seconds = (performance.now() - begin) / 1000;
agent.destroy();
await new Promise((resolve) => setTimeout(resolve, 2500));
const after = await server.sample();
const ledger = await server.usage();
await server.stop();

for (const [kind, counted] of Object.entries(figures)) {
  console.log(`${kind} requests`);
  for (const line of counted.lines(seconds)) console.log(`  ${line}`);
}
const growth = growthOf(samples, { idle, after, clients });
for (const { what, text } of growth.figures) console.log(`${what.padEnd(16)} ${text}`);
const problems = [...growth.problems, ...ledgerProblems()];
for (const problem of problems) console.log(`FAILED: ${problem}`);
console.log(problems.length === 0 ? 'Sound: nothing grew, and the ledger has what the clients counted.' : '');
process.exitCode = problems.length === 0 ? 0 : 1;

async function client(i) {
  // Not all at once.
  await pause((i / clients) * Math.max(think, 200));
  while (performance.now() < end) {
    const n = sent++;
    const faulty = n % 10 === 9;
    const kind = faulty ? 'faulty' : 'sound';
    figures[kind].add(
      await ask({
        agent,
        base: server.url,
        path: paths[n % paths.length],
        model: models[kind],
        // Most prompts are new, some come again.
        prompt: `Request ${n % 4 === 0 ? n % 50 : n} of a soak.`,
        stream: n % 3 !== 0,
        timeout: 60_000,
        headers: faulty ? { 'x-llmsim-fault': faults[Math.floor(n / 10) % faults.length] } : {},
      }),
    );
    await pause(think);
  }
}

function ledgerProblems() {
  const rows = new Map(ledger.map((row) => [row.model, row]));
  const sound = rows.get(models.sound) ?? {};
  const faulty = rows.get(models.faulty) ?? {};
  const pairs = [
    ['sound requests', sound.requests, figures.sound.requests],
    ['sound errors', sound.errors, figures.sound.failed],
    ['sound errors of the clients', figures.sound.failed, 0],
    ['input tokens', sound.input_tokens, figures.sound.input],
    ['output tokens', sound.output_tokens, figures.sound.output],
    ['requests with a fault', faulty.requests, figures.faulty.requests],
  ];
  console.log(`ledger           ${pairs.map(([what, told]) => `${what} ${told}`).join(', ')}`);
  return pairs
    .filter(([, told, counted]) => told !== counted)
    .map(([what, told, counted]) => `${what}: the ledger has ${told}, the clients counted ${counted}`);
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
