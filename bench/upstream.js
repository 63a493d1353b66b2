/** The upstream of recording: answers every request with 54 events, one HTTP chunk each, `gap` milliseconds apart. */

import http from 'node:http';
import { answerHeaders, streamEvents } from './traffic.js';

const gap = Number(process.argv[2]);
const events = streamEvents(54).map((event) => Buffer.from(event));
const flat = answerHeaders('text/event-stream').flat();

const server = http.createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(200, flat);
    let next = 0;
    if (gap === 0) {
      // Not corked: each event is a chunk of its own, though several may share a packet.
      for (const event of events) response.write(event);
      response.end();
      return;
    }
    response.write(events[next++]);
    const timer = setInterval(() => {
      response.write(events[next++]);
      if (next < events.length) return;
      clearInterval(timer);
      response.end();
    }, gap);
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
