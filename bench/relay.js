/** The floor of recording: a bare relay, undici `dispatch` → `res.write`, that keeps nothing. */

import http from 'node:http';
import { Agent } from 'undici';

const origin = process.argv[2];
const agent = new Agent({ pipelining: 1 });

const server = http.createServer((request, response) => {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => {
    const options = {
      origin,
      path: request.url,
      method: request.method,
      headers: { 'content-type': 'application/json', authorization: request.headers.authorization },
      body: pieces.length === 1 ? pieces[0] : Buffer.concat(pieces),
    };
    agent.dispatch(options, {
      onRequestStart() {},
      onResponseStart(controller, status) {
        const flat = [];
        const raw = controller.rawHeaders;
        for (let i = 0; i < raw.length; i += 2) {
          const name = raw[i].toString('latin1');
          if (name === 'connection' || name === 'keep-alive' || name === 'transfer-encoding') continue;
          flat.push(name, raw[i + 1].toString('latin1'));
        }
        response.writeHead(status, flat);
        response.flushHeaders();
      },
      onResponseData(controller, chunk) {
        if (!response.write(chunk)) {
          controller.pause();
          response.once('drain', () => controller.resume());
        }
      },
      onResponseEnd() {
        response.end();
      },
      onResponseError() {
        response.destroy();
      },
    });
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
