/** The client of paced streams, a process of its own: raw `node:net`, a time for each event as it arrives. */

import net from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { requestBody, requestBytes } from './traffic.js';

/** Connections that are opened at a time: more would overrun a server's queue of new ones. */
const atATime = 100;
/** The connections of the last job, open until the next message: what closing them costs a server is not what is measured. */
let connections = [];
/** Milliseconds after the planned end at which a stream that is still open counts as incomplete. */
const patience = 20_000;

/**
 * Opens `streams` connections, sends one request on each, evenly over `ramp` milliseconds so that no two streams tick together
 * unless there are too many of them, and compares each event's arrival with its plan.
 *
 * The error of an event is its arrival less the time that its request was sent and its planned offset (`times`). The drift of a
 * stream is the error of its last event less that of its first.
 */
async function run({ host, port, target, streams, ramp, times }) {
  const events = times.length;
  const request = requestBytes(`${host}:${port}`, target, requestBody(0, true));
  const errors = new Float64Array(streams * events);
  const open = [];
  /** One for all sockets: what is read is looked at before anything else is read. */
  const buffer = Buffer.allocUnsafe(64 * 1024);
  let ended = 0;
  let finished = () => {};

  const connect = () =>
    new Promise((resolve, reject) => {
      const stream = { socket: undefined, sentAt: 0, came: 0, newline: false, tail: '', whole: false };
      const over = () => {
        ended += 1;
        if (ended === streams) finished();
      };
      const read = (size) => {
        const now = performance.now();
        if (stream.came === 0 && stream.tail === '') {
          if (buffer.latin1Slice(0, 12) !== 'HTTP/1.1 200')
            reject(new Error(buffer.latin1Slice(0, Math.min(size, 400))));
          stream.tail = ' ';
        }
        // Every event ends with an empty line; nothing else in an answer has two line feeds in a row.
        let { newline, came } = stream;
        for (let i = 0; i < size; i += 1) {
          if (buffer[i] !== 10) newline = false;
          else if (newline) {
            if (came < events) errors[stream.index * events + came] = now - stream.sentAt - times[came];
            came += 1;
            newline = false;
          } else newline = true;
        }
        stream.newline = newline;
        stream.came = came;
        if (came < events) return true;
        stream.tail = (stream.tail + buffer.latin1Slice(Math.max(size - 5, 0), size)).slice(-5);
        if (stream.tail === '0\r\n\r\n' && !stream.whole) {
          stream.whole = true;
          over();
        }
        return true;
      };
      stream.index = open.length;
      stream.socket = net.connect({ host, port, noDelay: true, onread: { buffer, callback: read } });
      stream.socket.once('connect', resolve);
      stream.socket.once('error', reject);
      stream.socket.once('close', () => {
        if (!stream.whole) over();
      });
      open.push(stream);
    });

  while (open.length < streams) {
    await Promise.all(Array.from({ length: Math.min(atATime, streams - open.length) }, connect));
  }
  connections = open;
  await wait(100);
  process.send('connected');

  const cpuBefore = process.cpuUsage();
  const begin = performance.now();
  const all = new Promise((resolve) => {
    finished = resolve;
    setTimeout(resolve, ramp + times[events - 1] + patience).unref();
  });
  let sent = 0;
  const sendDue = () => {
    const now = performance.now();
    while (sent < streams && begin + (ramp * sent) / streams <= now) {
      const stream = open[sent];
      stream.sentAt = performance.now();
      stream.socket.write(request);
      sent += 1;
    }
    if (sent < streams) setTimeout(sendDue, 1);
  };
  sendDue();
  await all;
  const wall = performance.now() - begin;
  const { user, system } = process.cpuUsage(cpuBefore);

  const complete = open.filter((stream) => stream.whole && stream.came >= events);
  const drifts = complete.map(({ index }) => errors[(index + 1) * events - 1] - errors[index * events]);
  const sorted = new Float64Array(complete.length * events);
  for (const [i, { index }] of complete.entries()) {
    sorted.set(errors.subarray(index * events, (index + 1) * events), i * events);
  }
  sorted.sort();
  return {
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    max: quantile(sorted, 1),
    min: quantile(sorted, 0),
    drift: quantile(Float64Array.from(drifts).sort(), 0.5),
    incomplete: streams - complete.length,
    busy: (user + system) / 1000 / wall,
  };
}

function quantile(sorted, q) {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

process.on('message', (job) => {
  for (const { socket } of connections) socket.destroy();
  connections = [];
  if (job === 'hang up') return process.send('hung up');
  run(job).then(
    (result) => process.send(result),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit());
