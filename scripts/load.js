/**
 * Puts load on a server and tells how it took it; docs/guides/load-test.md explains it.
 *
 *     node scripts/load.js http://127.0.0.1:8080 [--clients 50] [--seconds 30] [--rate 100] [--stream | --no-stream]
 *         [--path /v1/chat/completions] [--model gpt-4o] [--key sk-…] [--think 0] [--timeout 60] [--prompts 1000] [--json]
 *
 * Without --rate each client sends its next request when the last is answered. Ends with 1 when a request went wrong.
 */

import http from 'node:http';
import { parseArgs } from 'node:util';
import { ask, paths } from './load/ask.js';
import { Figures } from './load/figures.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    clients: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '30' },
    rate: { type: 'string' },
    stream: { type: 'boolean', default: true },
    path: { type: 'string', default: '/v1/chat/completions' },
    model: { type: 'string', default: 'gpt-4o' },
    key: { type: 'string' },
    think: { type: 'string', default: '0' },
    timeout: { type: 'string', default: '60' },
    prompts: { type: 'string', default: '1000' },
    json: { type: 'boolean', default: false },
    'i-know': { type: 'boolean', default: false },
  },
});

const base = baseOf(positionals[0]);
const clients = numberOf('clients', 1, 10_000);
const seconds = numberOf('seconds', 0.1, 86_400);
const rate = values.rate === undefined ? undefined : numberOf('rate', 0.01, 100_000);
const think = numberOf('think', 0, 3_600_000);
const prompts = numberOf('prompts', 1, 1e9);
const timeout = numberOf('timeout', 0.1, 3600) * 1000;
if (!paths.includes(values.path)) refuse(`--path takes ${paths.join(' or ')}.`);

const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
const figures = new Figures();
const begin = performance.now();
const end = begin + seconds * 1000;
let sent = 0;
let late = 0;
let stopped = false;
process.once('SIGINT', () => {
  stopped = true;
});

await Promise.all(Array.from({ length: clients }, client));
const took = (performance.now() - begin) / 1000;
agent.destroy();

if (values.json) {
  const { requests, input, output, bytes, failed } = figures;
  console.log(JSON.stringify({ requests, seconds: took, input, output, bytes, failed, errors: [...figures.errors] }));
} else {
  for (const line of figures.lines(took)) console.log(line);
  if (late > 0)
    console.log(`sent late        ${late}: more clients are needed for this rate, or the server is too slow`);
}
process.exitCode = figures.failed > 0 ? 1 : 0;

async function client() {
  while (performance.now() < end && !stopped) {
    const n = sent++;
    if (rate !== undefined && !(await untilDue(begin + (n / rate) * 1000))) return;
    figures.add(
      await ask({
        agent,
        base,
        path: values.path,
        model: values.model,
        prompt: `Request number ${n % prompts} of a load test.`,
        stream: values.stream,
        timeout,
        headers: values.key === undefined ? {} : { authorization: `Bearer ${values.key}` },
      }),
    );
    if (think > 0) await new Promise((resolve) => setTimeout(resolve, think));
  }
}

/** False where the load is over before. */
async function untilDue(due) {
  if (due >= end) return false;
  const left = due - performance.now();
  if (left < -100) late += 1;
  if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
  return !stopped;
}

function baseOf(text) {
  if (text === undefined || !URL.canParse(text)) refuse('Give the URL of a server, such as http://127.0.0.1:8080.');
  const url = new URL(text);
  if (url.protocol !== 'http:') refuse('It takes http:// only.');
  const local = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (!local && !values['i-know']) {
    refuse(`${url.hostname} is another machine: load may cost money or harm somebody. Add --i-know if it is yours.`);
  }
  return url;
}

function numberOf(name, least, most) {
  const number = Number(values[name]);
  if (!(number >= least && number <= most)) refuse(`--${name} takes a number from ${least} to ${most}.`);
  return number;
}

function refuse(what) {
  console.error(what);
  process.exit(2);
}
