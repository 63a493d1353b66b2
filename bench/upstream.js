/** The upstream of recording: answers with events (54 unless told), one HTTP chunk each, `gap` milliseconds apart, after a time of thought. */

import http from 'node:http';
import { answerHeaders, streamEvents } from './traffic.js';

const gap = Number(process.argv[2]);
/** Milliseconds to the head of the answer: what is done meanwhile adds nothing to the time to the first byte. */
const thought = 20;
const events = streamEvents(Number(process.argv[3] ?? 54)).map((event) => Buffer.from(event));
const flat = answerHeaders('text/event-stream').flat();

const server = http.createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    if (gap === 0) atOnce(response);
    else setTimeout(paced, thought, response);
  });
});

function atOnce(response) {
  response.writeHead(200, flat);
  for (const event of events) response.write(event);
  response.end();
}

function paced(response) {
  response.writeHead(200, flat);
  let next = 0;
  response.write(events[next++]);
  const timer = setInterval(() => {
    response.write(events[next++]);
    if (next < events.length) return;
    clearInterval(timer);
    response.end();
  }, gap);
}

server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
