/** The floor of pacing: raw `net`, prebuilt HTTP frames, one timer wheel; the least program that keeps thousands of times. */

import net from 'node:net';
import { pacedEvents, pacedHeaders, pacedTimes } from './paced-plan.js';

const times = pacedTimes(Number(process.argv[2]));
const head = `HTTP/1.1 200 OK\r\n${pacedHeaders()
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('')}transfer-encoding: chunked\r\n\r\n`;
const frames = pacedEvents().map((text) => Buffer.from(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`));
frames[0] = Buffer.concat([Buffer.from(head), frames[0]]);
frames.push(Buffer.concat([frames.pop(), Buffer.from('0\r\n\r\n')]));

const slots = 1024;
const ring = Array.from({ length: slots }, () => []);
let waiting = 0;
let turned = 0;

/** Puts a stream into the slot of the millisecond in which its next event is due. */
function wait(stream) {
  if (waiting === 0) {
    turned = Math.floor(performance.now());
    setTimeout(turn, 1);
  }
  waiting += 1;
  ring[Math.max(Math.ceil(stream.begun + times[stream.next]), turned + 1) % slots].push(stream);
}

function turn() {
  const now = performance.now();
  const until = Math.floor(now);
  const due = [];
  // The slot of the millisecond that has begun may hold some that are due already.
  for (let slot = turned + 1; slot <= until + 1; slot += 1) {
    const streams = ring[slot % slots];
    if (streams.length === 0) continue;
    const later = [];
    for (const stream of streams) (stream.begun + times[stream.next] <= now ? due : later).push(stream);
    ring[slot % slots] = later;
  }
  turned = until;
  waiting -= due.length;
  if (waiting > 0) setTimeout(turn, 1);
  for (const stream of due) send(stream);
}

function send(stream) {
  if (stream.socket.destroyed) return;
  stream.socket.write(frames[stream.next]);
  stream.next += 1;
  if (stream.next < frames.length) wait(stream);
}

const server = net.createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {});
  // Every request is one small write of the load client, so what comes is a request.
  socket.on('data', () => wait({ socket, begun: performance.now(), next: 0 }));
});
server.listen(0, '127.0.0.1', 8192, () => console.log(`http://127.0.0.1:${server.address().port}`));
