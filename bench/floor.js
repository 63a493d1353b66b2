/** The floor of replay: a bare `node:http` server that reads the request and sends one prebuilt body. */

import { readFileSync } from 'node:fs';
import http from 'node:http';
import { answerHeaders, plainAnswer, streamEvents } from './traffic.js';

/** Without a length, node sends the stream's body as one HTTP chunk. */
const answers = {
  plain: () => ({
    headers: answerHeaders('application/json', Buffer.byteLength(plainAnswer)).flat(),
    body: plainAnswer,
  }),
  stream: () => ({ headers: answerHeaders('text/event-stream').flat(), body: streamEvents(53).join('') }),
};
const [, , which] = process.argv;
// Anything else is a file that holds headers and body.
const answer = answers[which]?.() ?? JSON.parse(readFileSync(which, 'utf8'));
const flat = answer.headers;
const body = Buffer.from(answer.body);

const server = http.createServer((request, response) => {
  request.on('data', () => {});
  request.on('end', () => {
    response.writeHead(200, flat);
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
