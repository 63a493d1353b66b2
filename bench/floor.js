/** The floor of replay: a bare `node:http` server that reads the request and sends one prebuilt body. */

import http from 'node:http';
import { answerHeaders, plainAnswer, streamEvents } from './traffic.js';

const plain = process.argv[2] === 'plain';
const body = Buffer.from(plain ? plainAnswer : streamEvents(53).join(''));
// Without a length, node sends the stream's body as one HTTP chunk.
const headers = plain ? answerHeaders('application/json', body.byteLength) : answerHeaders('text/event-stream');
const flat = headers.flat();

const server = http.createServer((request, response) => {
  request.on('data', () => {});
  request.on('end', () => {
    response.writeHead(200, flat);
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
