/** The load client, a process of its own: keep-alive connections over `node:net`, one request at a time on each. */

import net from 'node:net';
import { requestBody, requestBytes, respelled } from './traffic.js';

/** What a job may send: the same bytes again, ten prompts in turn, one JSON in ever new spellings, or ever new prompts. */
const bodies = {
  repeated(stream) {
    const body = requestBody(0, stream);
    return () => body;
  },
  ten(stream) {
    const some = Array.from({ length: 10 }, (_, i) => requestBody(i, stream));
    return (n) => some[n % some.length];
  },
  respelled(stream, from) {
    const body = requestBody(0, stream);
    return (n) => respelled(body, from + n);
  },
  distinct: (stream, from) => (n) => requestBody(from + n, stream),
};

/** Milliseconds for each answer of a step: more than any server here takes. */
const timeToAnswer = 0.1;
const asleep = new Int32Array(new SharedArrayBuffer(4));

/**
 * Sends `count` requests over `connections` connections and waits for all answers. Every answer must be the same bytes
 * long as the first on its connection and be a 200, which is all that is looked at: parsing would cost more than the server does.
 *
 * `inStep`: the connections wait for each other, and this process sleeps through the time in which all are answered. Else a slower
 * server meets a client that sleeps and pays for waking it with each answer, a faster one a client that is awake, and their CPU does not
 * compare.
 */
function run({ host, port, target, stream, kind, from, count, connections, inStep }) {
  const bodyOf = bodies[kind](stream, from);
  const repeated = kind === 'repeated' ? requestBytes(`${host}:${port}`, target, bodyOf(0)) : undefined;
  const firstBytes = [];
  const ready = [];
  let sent = 0;
  let open = 0;
  const cpuBefore = process.cpuUsage();
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    const step = () => {
      if (ready.length < open) return;
      for (const send of ready.splice(0)) send();
      // Asleep outside of the event loop: an answer that comes meanwhile wakes nobody.
      if (open > 0) Atomics.wait(asleep, 0, 0, timeToAnswer * open);
    };
    const connect = () => {
      const socket = net.connect({ host, port, noDelay: true });
      let expected = Number.POSITIVE_INFINITY;
      let learned = '';
      let got = 0;
      let sentAt = 0;
      const next = () => {
        if (!inStep) return send();
        ready.push(send);
        step();
      };
      const send = () => {
        if (sent === count) return socket.end();
        const n = sent++;
        got = 0;
        sentAt = performance.now();
        socket.write(repeated ?? requestBytes(`${host}:${port}`, target, bodyOf(n)));
      };
      open += 1;
      socket.once('connect', next);
      socket.on('error', reject);
      socket.on('data', (piece) => {
        if (expected === Number.POSITIVE_INFINITY) {
          learned += piece.toString('latin1');
          const head = learned.indexOf('\r\n\r\n');
          if (connections === 1 && head >= 0 && learned.length > head + 4) firstBytes[0] ??= performance.now() - sentAt;
          if (!isWhole(learned, head)) return;
          if (!learned.startsWith('HTTP/1.1 200')) reject(new Error(`unexpected answer: ${learned.slice(0, 400)}`));
          // A recording of its own number has an id of its own length, so these are told apart by their ends.
          if (kind !== 'distinct') expected = learned.length;
          learned = '';
          return next();
        }
        got += piece.byteLength;
        if (got > expected) reject(new Error(`an answer of more than ${expected} bytes`));
        if (got === expected) next();
      });
      socket.on('close', () => {
        open -= 1;
        if (open > 0) return step();
        const { user, system } = process.cpuUsage(cpuBefore);
        resolve({ wall: performance.now() - begin, cpu: (user + system) / 1000, firstByte: firstBytes[0] });
      });
    };
    for (let i = 0; i < connections; i += 1) connect();
  });
}

/** Whether `text` is a whole answer, by its length or its last chunk. */
function isWhole(text, head) {
  if (head < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head))?.[1];
  return length === undefined ? text.endsWith('\r\n0\r\n\r\n') : text.length === head + 4 + Number(length);
}

process.on('message', (job) => {
  run(job).then(
    (result) => process.send(result),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit());
