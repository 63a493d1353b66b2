/** Pacing: how exactly llmsim keeps recorded times at 1 to 5,000 streams, what that costs, and how peers do. */

import { fork } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { makeCassette, recorded, target } from './cassettes.js';
import { ask, cpuOf, stop } from './cpu.js';
import { median, spread } from './figures.js';
import { addressOf, interleave, ratios, row, startBeside, startLlmsim } from './measure.js';
import { events, pacedEvents, pacedHeaders, pacedTimes } from './paced-plan.js';
import { installPeers } from './peers/install.js';

/** Requests come evenly over `ramp` milliseconds, a multiple of `gap`, so that the streams' ticks are spread over the gap. */
const loads = [
  { streams: 1, gap: 20, ramp: 0, peers: [] },
  { streams: 100, gap: 20, ramp: 200, peers: ['aimock', 'fastify'] },
  { streams: 1000, gap: 20, ramp: 240, peers: ['aimock', 'fastify'] },
  { streams: 5000, gap: 200, ramp: 1000, peers: [] },
];

/** Requests that each server answers before anything is measured: what is measured is not the compiling of its code. */
const warmUp = 3000;
const warming = { streams: 1000, ramp: 240 };

/** The streams that are held open to see what each of them takes. */
const held = { streams: 5000, gap: 200, ramp: 1000 };

export async function measurePacing(folder, rounds) {
  const peers = installPeers();
  const cassettes = new Map([20, 200].map((gap) => [gap, pacedCassette(folder, gap)]));
  const rows = [];
  for (const load of loads) rows.push(...(await measureLoad(load, cassettes.get(load.gap), peers, rounds)));
  return rows;
}

/** Resident memory for each open stream; fresh processes for each figure, because a heap does not shrink again. */
export async function measurePacedMemory(folder, rounds) {
  const cassette = pacedCassette(folder, held.gap);
  const [floor, llmsim] = await interleave(rounds, [
    () => growth(() => startFloor(held.gap)),
    () => growth(() => startReplay(cassette)),
  ]);
  const shown = (values) => `${spread(values, 1)} KB`;
  const what = `memory per open stream, ${held.streams.toLocaleString('en')} at ${held.gap} ms`;
  return [row(what, shown(floor), shown(llmsim), ratios(llmsim, floor), { most: 1.5 })];
}

function pacedCassette(folder, gap) {
  const texts = pacedEvents();
  let size = 0;
  const ends = texts.map((text) => (size += Buffer.byteLength(text)));
  const chunks = pacedTimes(gap);
  const timing = { head: chunks[0], chunks, end: chunks.at(-1) };
  return makeCassette(
    folder,
    `paced-${gap}`,
    1,
    true,
    recorded(pacedHeaders(), Buffer.from(texts.join('')), ends, timing),
  );
}

const startFloor = (gap) => startBeside('paced-floor.js', String(gap));
const startReplay = (cassette) => startLlmsim('replay', cassette);

function startClient() {
  const module = fileURLToPath(new URL('paced-load.js', import.meta.url));
  return fork(module, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

async function measureLoad({ streams, gap, ramp, peers }, cassette, peerFolder, rounds) {
  const names = ['floor', 'llmsim', ...(peerFolder === undefined ? [] : peers)];
  const servers = await Promise.all([
    startFloor(gap),
    startReplay(cassette),
    ...names.slice(2).map((name) => startBeside(`peers/${name}.js`, peerFolder, String(gap))),
  ]);
  const client = startClient();
  const job = { target, streams, ramp, times: pacedTimes(gap) };
  try {
    for (
      let answered = 0;
      streams > 1 && streams <= warming.streams && answered < warmUp;
      answered += warming.streams
    ) {
      for (const server of servers) await measurePaced(client, server, { ...job, ...warming });
    }
    const results = await interleave(
      rounds,
      servers.map((server) => () => measurePaced(client, server, job)),
    );
    const figures = Object.fromEntries(names.map((name, i) => [name, results[i]]));
    return rowsOf(`${streams.toLocaleString('en')} at ${gap} ms`, streams, figures);
  } finally {
    await Promise.all([...servers.map(({ child }) => child), client].map(stop));
  }
}

/** One load on one server: the client's figures, and the server's CPU for an event in µs, without connecting and hanging up. */
async function measurePaced(client, server, job) {
  let before;
  const connected = new Promise((resolve) => {
    client.once('message', () => resolve());
  }).then(async () => {
    before = await cpuOf(server.child);
  });
  client.send({ ...addressOf(server), ...job });
  await connected;
  const result = await next(client);
  await wait(100);
  const cpu = await cpuOf(server.child);
  await ask(client, 'hang up');
  await wait(100);
  return { ...result, cpu: (1000 * (cpu - before)) / (job.streams * events) };
}

function next(child) {
  return new Promise((resolve, reject) => {
    const gone = (code) => reject(new Error(`the client has ended with code ${code}`));
    child.once('exit', gone);
    child.once('message', (message) => {
      child.off('exit', gone);
      resolve(message);
    });
  });
}

function rowsOf(load, streams, { floor, llmsim, ...peers }) {
  const of = (results, name) => results.map((result) => result[name]);
  const ms = (results, name) => `${spread(of(results, name), 2)} ms`;
  const inMs = (made) => ({ ...made, ratio: `${made.ratio} ms`, goal: made.goal === '' ? '' : `${made.goal} ms` });
  const beyond = (name) => of(llmsim, name).map((value, i) => value - floor[i][name]);
  const against = (others, name) => ratios(of(llmsim, name), of(others, name));

  const rows = [
    inMs(row(`${load}: drift`, ms(floor, 'drift'), ms(llmsim, 'drift'), of(llmsim, 'drift'), { most: 0.5 })),
  ];
  for (const [name, difference] of [
    ['p50', 0.3],
    ['p99', 1],
  ]) {
    const cells = [`${load}: ${name} error`, ms(floor, name), ms(llmsim, name)];
    if (streams === 100) rows.push(inMs(row(...cells, beyond(name), { most: difference })));
    else if (streams === 1) rows.push(inMs(row(...cells, beyond(name))));
    else rows.push(row(...cells, against(floor, name), streams === 5000 || name === 'p99' ? { most: 1.3 } : undefined));
  }
  const cpu = (results) => `${spread(of(results, 'cpu'), 1)} µs`;
  const goal = streams === 1000 ? { most: 1.2 } : undefined;
  // One stream leaves a server idle; what it does meanwhile is no event's.
  if (streams > 1) rows.push(row(`${load}: CPU per event`, cpu(floor), cpu(llmsim), against(floor, 'cpu'), goal));
  const lost = (results) => of(results, 'incomplete').reduce((sum, count) => sum + count, 0);
  rows.push({
    ...row(`${load}: incomplete streams`, String(lost(floor)), String(lost(llmsim))),
    goal: '0',
    reached: lost(llmsim) === 0 ? 'yes' : 'NO',
  });
  for (const [name, results] of Object.entries(peers)) {
    const goals = streams === 1000 && name === 'aimock' ? { p99: { most: 1 / 30 }, cpu: { most: 0.5 } } : {};
    const label = (what) => `${load}: ${what}, floor = ${name}`;
    rows.push(inMs(row(label('drift'), ms(results, 'drift'), ms(llmsim, 'drift'), of(llmsim, 'drift'))));
    rows.push(row(label('p99 error'), ms(results, 'p99'), ms(llmsim, 'p99'), against(results, 'p99'), goals.p99));
    rows.push(row(label('CPU per event'), cpu(results), cpu(llmsim), against(results, 'cpu'), goals.cpu));
    if (lost(results) > 0) rows.push(row(label('incomplete streams'), String(lost(results)), String(lost(llmsim))));
  }
  const busy = (results) => `${(100 * median(of(results, 'busy'))).toFixed(0)} %`;
  rows.push(row('  client busy', busy(floor), busy(llmsim)));
  return rows;
}

/** KB of resident memory that each of many open streams adds to a server that has served a few. */
async function growth(start) {
  const server = await start();
  const client = startClient();
  const job = { ...addressOf(server), target, times: pacedTimes(held.gap) };
  try {
    const before = await ask(server.child, 'rss');
    client.send({ ...job, streams: held.streams, ramp: held.ramp });
    await next(client);
    let most = 0;
    // Until every stream is well under way.
    for (const end = performance.now() + held.ramp + 3000; performance.now() < end; await wait(100)) {
      most = Math.max(most, await ask(server.child, 'rss'));
    }
    return (most - before) / 1024 / held.streams;
  } finally {
    await Promise.all([server.child, client].map(stop));
  }
}
