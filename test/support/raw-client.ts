/** An HTTP/1.1 client that shows what came over the socket: spelling, order, chunk boundaries, times, how it ended. */

import { once } from 'node:events';
import { connect } from 'node:net';
import { RawConnection, type RawRequest } from './raw-connection.ts';
import type { RawOptions, RawResponse } from './raw-response.ts';

export type RawAddress = string | { readonly port: number; readonly host?: string };

/** One request on a connection of its own. `to` is `http://host:port/target`, taken verbatim, or a port. */
export async function rawRequest(to: RawAddress, request: RawRequest = {}, options: RawOptions = {}) {
  const connection = await openRaw(to);
  try {
    return await connection.send(request, options);
  } finally {
    connection.close();
  }
}

/** All requests in one write on one connection; the answers in order. */
export async function rawPipeline(to: RawAddress, requests: readonly RawRequest[]): Promise<RawResponse[]> {
  const connection = await openRaw(to);
  try {
    return await connection.pipeline(requests);
  } finally {
    connection.close();
  }
}

/** Writes bytes that need not be HTTP, and gives what comes back until the other side closes. */
export async function rawBytes(to: RawAddress, bytes: Uint8Array | string): Promise<Buffer> {
  const { host, port } = splitAddress(to);
  const socket = connect({ host, port, noDelay: true });
  const pieces: Buffer[] = [];
  socket.on('data', (piece) => pieces.push(piece));
  socket.on('error', () => {}); // a reset ends it as well
  socket.write(bytes);
  await new Promise((resolve) => socket.on('close', resolve));
  return Buffer.concat(pieces);
}

/** A connection that is kept alive between requests. */
export async function openRaw(to: RawAddress): Promise<RawConnection> {
  const { host, port, target } = splitAddress(to);
  const socket = connect({ host, port, noDelay: true });
  await once(socket, 'connect');
  return new RawConnection(socket, `${host}:${port}`, target);
}

function splitAddress(to: RawAddress): { host: string; port: number; target: string } {
  if (typeof to !== 'string') return { host: to.host ?? '127.0.0.1', port: to.port, target: '/' };
  // Not `new URL`: it would normalise the target.
  const parts = /^http:\/\/([^/:]+):(\d+)(\/.*)?$/.exec(to);
  if (parts === null) throw new Error(`not http://host:port/target: ${to}`);
  return { host: parts[1] ?? '', port: Number(parts[2]), target: parts[3] ?? '/' };
}
