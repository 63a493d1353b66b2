/** Redaction: CPU for a stream of 100 events against relaying it, and milliseconds a megabyte of large bodies. */

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createRedactor } from '../dist/redaction/redactor.js';
import { target } from './cassettes.js';
import { stop } from './cpu.js';
import { spread } from './figures.js';
import { interleave, measureJob, ratios, row, startBeside, startLlmsim, startLoad } from './measure.js';
import { requestBody, streamEvents } from './traffic.js';

const count = 200;
const events = 100;
const megabyte = 1024 * 1024;

export async function measureRedaction(folder, rounds) {
  return [...(await againstRelay(folder, rounds)), ...(await largeBodies(rounds))];
}

/** The floor is the recorder when it only relays; both are CPU a stream, the request's redaction included. */
async function againstRelay(folder, rounds) {
  const upstream = await startBeside('upstream.js', '5', String(events));
  const flags = ['--upstream', `openai=${upstream.url.origin}`, '--cassettes', join(folder, 'relay'), '--quiet'];
  const relay = await startLlmsim('record', ...flags, '--mode', 'passthrough');
  const load = startLoad();
  const job = { target, stream: true, count, connections: 32, kind: 'distinct' };
  // A key as OpenAI issues them; the second stream says it in pieces of three characters.
  const key = `sk-proj-${randomBytes(36).toString('base64url')}`;
  const plain = streamOf(streamEvents(events));
  const telling = streamOf(
    streamEvents(events).map((event, i) => event.replace(/word\d+/, key.slice(3 * i - 3, 3 * i))),
  );
  try {
    const [relayed, clean, found] = await interleave(rounds, [
      (round) => measureJob(load, relay, { ...job, from: (round + 1) * count }),
      () => redactStreams(plain, key),
      () => redactStreams(telling, key),
    ]);
    const cpu = (results) => results.map((result) => result.cpu);
    const shown = (results) => `${spread(cpu(results))} ms`;
    const compare = (label, results, goal) =>
      row(label, shown(relayed), shown(results), ratios(cpu(results), cpu(relayed)), goal);
    return [
      compare(`redact ${events} events, CPU a stream`, clean, { most: 1 }),
      compare('  with a key split over 19 of them', found),
    ];
  } finally {
    await Promise.all([upstream.child, relay.child, load].map(stop));
  }
}

/** Milliseconds of CPU a stream, collected garbage included. */
function redactStreams(response, key) {
  const redactor = createRedactor();
  const before = process.cpuUsage();
  for (let i = 0; i < count; i += 1) {
    redactor.begin(requestOf(requestBody(i, true), key)).complete({ ...recording, response });
  }
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / 1000 / count };
}

async function largeBodies(rounds) {
  const sizes = [5, 10, 20];
  const bodies = sizes.map(bodyWithImage);
  const redactor = createRedactor();
  const results = await interleave(
    rounds,
    bodies.map((body) => () => {
      const begun = performance.now();
      redactor.begin(requestOf(body, 'sk-bench'));
      return ((performance.now() - begun) * megabyte) / body.byteLength;
    }),
  );
  return sizes.map((size, i) => {
    const what = `redact a body of ${size} MB with an image, ms a MB`;
    const shown = `${spread(results[i], 1)} ms`;
    if (i === 0) return { ...row(what, '', shown, results[i], { most: 50 }) };
    return row(`${what}, against 5 MB`, `${spread(results[0], 1)} ms`, shown, ratios(results[i], results[0]), {
      most: 1.5,
    });
  });
}

function bodyWithImage(size) {
  const image = randomBytes((size * megabyte * 3) / 4).toString('base64');
  const content = [
    { type: 'text', text: 'What is on this picture?' },
    { type: 'image_url', image_url: { url: `data:image/png;base64,${image}` } },
  ];
  return Buffer.from(JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] }));
}

function requestOf(body, key) {
  const headers = [
    ['content-type', 'application/json'],
    ['authorization', `Bearer ${key}`],
  ];
  return { method: 'POST', target, headers, body: Buffer.from(body) };
}

/** What the redactor passes through untouched. */
const recording = { summary: '', recordedAt: '', upstream: {}, dialect: '', key: {} };

function streamOf(pieces) {
  let end = 0;
  const ends = pieces.map((piece) => {
    end += Buffer.byteLength(piece);
    return end;
  });
  const timing = { head: 0, chunks: ends.map(() => 0), end: 0 };
  const headers = [['content-type', 'text/event-stream']];
  return { status: 200, headers, bytes: Buffer.from(pieces.join('')), ends, timing, end: 'complete' };
}
