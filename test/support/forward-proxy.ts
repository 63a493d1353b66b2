/** A small HTTP proxy that makes tunnels (CONNECT), and can be told to misbehave. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ForwardProxy {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** `host:port` and `proxy-authorization` of each tunnel asked for. */
  readonly tunnels: { readonly to: string; readonly authorization: string | undefined }[];
  /** Cuts all tunnels without a word. */
  cut(): void;
  close(): void;
}

/** `refuse` answers a CONNECT itself instead of making the tunnel. */
export async function startProxy(refuse?: (socket: Duplex) => void): Promise<ForwardProxy> {
  const tunnels: { to: string; authorization: string | undefined }[] = [];
  const sockets = new Set<Duplex>();
  const server = createServer((_request, response) => response.writeHead(501).end());
  server.on('connect', (request, socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    tunnels.push({ to: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    if (refuse !== undefined) return refuse(socket);
    const port = Number(request.url?.split(':').at(-1));
    const target = connect({ host: '127.0.0.1', port }); // whatever the name: nothing in a test leaves this machine
    sockets.add(target);
    target.on('error', () => socket.destroy());
    target.on('connect', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(target);
      target.pipe(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tunnels,
    cut,
    close() {
      cut();
      server.close();
      server.closeAllConnections();
    },
  };
}
