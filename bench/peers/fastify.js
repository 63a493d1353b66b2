/** A peer: fastify that streams the paced events the usual way, `setTimeout` after each for the next. */

import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import { pacedEvents, pacedHeaders, thought } from '../paced-plan.js';

const [, , folder, gap] = process.argv;
const fastify = createRequire(`${folder}/`)('fastify');
const events = pacedEvents().map((text) => Buffer.from(text));
const headers = Object.fromEntries(pacedHeaders());

const server = fastify();
server.post('/v1/chat/completions', (_request, reply) => {
  const stream = new PassThrough();
  let next = 0;
  const step = () => {
    stream.write(events[next++]);
    if (next < events.length) setTimeout(step, Number(gap));
    else stream.end();
  };
  setTimeout(step, thought);
  return reply.headers(headers).send(stream);
});
console.log(await server.listen({ host: '127.0.0.1', port: 0, backlog: 8192 }));
