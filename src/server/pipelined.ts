/** Pipelined requests: tells a response that still waits for its turn that the client has left, which node does not. */

import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const waitingOn = new WeakMap<Socket, Set<ServerResponse>>();

/** Call it when a request has come. A response whose turn it is costs one comparison: node itself emits its `close`. */
export function hearOfClose(response: ServerResponse, socket: Socket): void {
  if (response.socket !== null) return;
  const waiting = waitingOn.get(socket) ?? watch(socket);
  waiting.add(response);
  response.once('socket', () => waiting.delete(response));
}

/** One listener a connection, however many requests it carries. */
function watch(socket: Socket): Set<ServerResponse> {
  const waiting = new Set<ServerResponse>();
  waitingOn.set(socket, waiting);
  socket.once('close', () => {
    for (const response of waiting) {
      response.destroy();
      response.emit('close');
    }
  });
  return waiting;
}
