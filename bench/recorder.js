/** Recording: CPU per stream of 54 events and added time to the first byte, against a bare relay. */

import net from 'node:net';
import { join } from 'node:path';
import { target } from './cassettes.js';
import { ask, stop } from './cpu.js';
import { difference, machineTime, median, spread } from './figures.js';
import { addressOf, interleave, measureJob, ratios, row, startBeside, startLlmsim, startLoad } from './measure.js';
import { requestBody, requestBytes } from './traffic.js';

const goal = { most: 1.3 };

export async function measureRecorder(folder, rounds) {
  return [
    ...(await measure(folder, rounds, { name: 'paced', what: '54 events, 5 ms apart', gap: 5, count: 400, goal })),
    ...(await measure(folder, rounds, {
      name: 'burst',
      what: '54 events at once',
      gap: 0,
      count: 200,
      goal: undefined,
    })),
  ];
}

async function measure(folder, rounds, { name, what, gap, count, goal }) {
  const upstream = await startBeside('upstream.js', String(gap));
  const origin = upstream.url.origin;
  const relay = await startBeside('relay.js', origin);
  const flags = ['--upstream', `openai=${origin}`, '--cassettes', join(folder, name), '--quiet'];
  const llmsim = await startLlmsim('record', ...flags);
  const passing = await startLlmsim('record', ...flags, '--mode', 'passthrough');
  const load = startLoad();
  const job = { target, stream: true, count, connections: gap === 0 ? 8 : 32, kind: 'distinct' };
  try {
    const [bare, recorded, passed] = await interleave(
      rounds,
      [relay, llmsim, passing].map(
        (server) => (round) => measureJob(load, server, { ...job, from: (round + 1) * count }),
      ),
    );
    const cpu = (results) => results.map((result) => result.cpu);
    const shown = (results) => `${spread(cpu(results))} ms`;
    const compare = (label, results, wanted) =>
      row(label, shown(bare), shown(results), ratios(cpu(results), cpu(bare)), wanted);
    const rows = [
      compare(`record ${what}, CPU a stream`, recorded, goal),
      compare('  passed through, not recorded', passed),
    ];
    if (gap > 0) rows.push(...(await addedTimes(upstream, relay, llmsim, rounds)));
    return rows;
  } finally {
    await Promise.all([upstream.child, relay.child, llmsim.child, passing.child, load].map(stop));
  }
}

/** Streams, one at a time, of which each event's way from the upstream's write to the client is timed. */
const streamsARound = 5;

/** What relay and recorder add to the way of the first event and of each later one, one stream at a time. */
async function addedTimes(upstream, relay, llmsim, rounds) {
  let sent = 0;
  const some = (server) => async () => {
    const first = [];
    const later = [];
    for (let i = 0; i < streamsARound; i += 1) {
      const times = await wayOfEvents(upstream, server, 1_000_000 + sent++);
      first.push(times[0]);
      later.push(median(times.slice(1)));
    }
    return { first: median(first), later: median(later) };
  };
  const [relayed, recorded] = await interleave(rounds, [some(relay), some(llmsim)]);
  const compare = (what, of, most) => {
    const added = recorded.map((result, i) => of(result) - of(relayed[i]));
    const ms = (results) => `${median(results.map(of)).toFixed(3)} ms`;
    const reached = median(added) <= most ? 'yes' : 'NO';
    return {
      what,
      floor: ms(relayed),
      llmsim: ms(recorded),
      ratio: `${difference(added, 3)} ms`,
      goal: `≤ +${most} ms`,
      reached,
    };
  };
  return [
    compare('  first byte: the ways of request and first event', ({ first }) => first, 0.3),
    compare('  each later event, from upstream to client', ({ later }) => later, 0.05),
  ];
}

/** Milliseconds that each event took from the upstream's write until the client had it; the first with the way of the request. */
async function wayOfEvents(upstream, server, n) {
  const { host, port } = addressOf(server);
  let sent = 0;
  const arrived = await new Promise((resolve, reject) => {
    const times = [];
    let seen = 0;
    let text = '';
    const bytes = requestBytes(`${host}:${port}`, target, requestBody(n, true));
    const socket = net.connect({ host, port, noDelay: true }, () => {
      sent = machineTime();
      socket.write(bytes);
    });
    socket.on('error', reject);
    socket.on('data', (piece) => {
      const now = machineTime();
      text += piece.toString('latin1');
      const count = text.split('data: ').length - 1;
      for (; seen < count; seen += 1) times.push(now);
      if (!text.endsWith('\r\n0\r\n\r\n')) return;
      socket.destroy();
      resolve(times);
    });
  });
  const { received, written } = await ask(upstream.child, 'last');
  if (written.length !== arrived.length) throw new Error(`${arrived.length} events of ${written.length} arrived`);
  return arrived.map((time, i) => time - written[i] + (i === 0 ? received - sent : 0));
}
