/** A server on its address: bound, with the connections it has, and closed with grace. */

import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock, Timer } from '../core/clock.ts';
import { LlmsimError } from '../core/errors.ts';

export interface OpenServer {
  readonly url: string;
  /** How many connections are open. */
  readonly connections: number;
  /** Stops accepting; lets open answers end for `grace` milliseconds, then cuts them. */
  close(grace: number): Promise<void>;
}

interface Place {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly clock: Clock;
}

/** While shutting down, connections without an answer under way are closed this often, in ms. */
const sweepEvery = 50;

/** Lets `server` listen. Rejects with LlmsimError `port-in-use`, or `usage` for what cannot be listened on. */
export async function openServer(server: Server, { host, port, clock }: Place): Promise<OpenServer> {
  const sockets = new Set<Socket>();
  // One function for all of them, and not `once`, which keeps four objects for each.
  const forget = function (this: Socket): void {
    sockets.delete(this);
  };
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', forget);
  });
  await bind(server, host, port);
  const bound = server.address() as AddressInfo;
  return {
    get connections() {
      return sockets.size;
    },
    url: `http://${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`,
    close: (grace) =>
      new Promise((resolve) => {
        const deadline = clock.after(grace, () => server.closeAllConnections());
        let next: Timer | undefined;
        // Clients keep their connections after an answer, and open some that they never use: node does not count these as idle.
        const sweep = (): void => {
          for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
          server.closeIdleConnections();
          next = clock.after(sweepEvery, sweep);
        };
        server.close(() => {
          deadline.cancel();
          next?.cancel();
          // The server is closed before its last sockets have told their answers so: that comes in the closing phase of this
          // turn of the event loop. Without it, an answer cut here could pass for one that its upstream cut.
          setImmediate(() => setImmediate(resolve));
        });
        sweep();
      }),
  };
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const place = `${host}:${port}`;
      if (error.code === 'EADDRINUSE') {
        reject(
          new LlmsimError(
            'port-in-use',
            `Port ${place} is in use.`,
            'Choose another with --port, or 0 for a free one.',
          ),
        );
      } else {
        reject(new LlmsimError('usage', `Cannot listen on ${place}: ${error.message}.`, 'Check --host and --port.'));
      }
    });
    server.listen(port, host, resolve);
  });
}
