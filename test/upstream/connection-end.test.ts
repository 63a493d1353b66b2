import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { watchedConnector } from '../../src/upstream/connection-end.ts';

/** Answers every request with the beginning of a reply that ends with its connection. */
async function startServer(): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nbegun'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a connection that vanishes while it is paused, without end or error, is an error of its request', async () => {
  const origin = await startServer();
  let opened: Socket | undefined;
  const connector = watchedConnector((options, callback) => {
    const socket = connect({ host: options.hostname, port: Number(options.port) }, () => callback(null, socket));
    opened = socket;
  });
  const agent = new Agent({ connect: connector });
  onTestFinished(() => agent.destroy());
  const ended = new Promise<string>((resolve) => {
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart() {},
      onResponseStart() {},
      onResponseData(controller) {
        controller.pause();
        setImmediate(() => opened?.destroy());
      },
      onResponseEnd: () => resolve('complete'),
      onResponseError: (_controller, error) => resolve(error.message),
    };
    agent.dispatch({ origin, path: '/', method: 'GET' }, handler);
  });
  expect(await ended).toBe('closed without an end');
});
