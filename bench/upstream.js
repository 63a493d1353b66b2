/** The upstream of recording: answers with events (54 unless told), one HTTP chunk each, `gap` milliseconds apart, after a time of thought. */

import http from 'node:http';
import { machineTime } from './figures.js';
import { answerHeaders, streamEvents } from './traffic.js';

const gap = Number(process.argv[2]);
/** Milliseconds to the head of the answer: what is done meanwhile adds nothing to the time to the first byte. */
const thought = 20;
const events = streamEvents(Number(process.argv[3] ?? 54)).map((event) => Buffer.from(event));
const flat = answerHeaders('text/event-stream').flat();

const server = http.createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    last = { received: machineTime(), written: [] };
    if (gap === 0) atOnce(response);
    else setTimeout(paced, thought, response);
  });
});

function atOnce(response) {
  response.writeHead(200, flat);
  for (const event of events) response.write(event);
  response.end();
}

/** When the last request was here, and when the events of its answer were written, by the clock of the machine. */
let last = { received: 0, written: [] };

function paced(response) {
  response.writeHead(200, flat);
  let next = 0;
  const times = [];
  const write = () => {
    times.push(machineTime());
    response.write(events[next++]);
  };
  last.written = times;
  write();
  const timer = setInterval(() => {
    write();
    if (next < events.length) return;
    clearInterval(timer);
    response.end();
  }, gap);
}

server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
process.on('message', (message) => {
  if (message === 'last') process.send(last);
});
