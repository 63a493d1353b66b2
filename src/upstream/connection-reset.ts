/** Tells an upstream's RST from every other end of a connection, whatever the HTTP client makes of it. */

import type { Socket } from 'node:net';

const resets = new WeakSet<Error>();

/**
 * Marks resets of this connection before the HTTP client sees them. undici takes a reset for the regular end of a body
 * that has no length, asserts in that path that nothing is paused (an exception nobody can catch), and fails requests
 * that wait behind an idle connection; as UND_ERR_SOCKET the reset fails what runs, and nothing else.
 */
export function watchForReset(socket: Socket): void {
  if (socket) return;
  socket.prependListener('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ECONNRESET') return;
    resets.add(error);
    error.code = 'UND_ERR_SOCKET';
  });
}

/** Whether the other side reset the connection. */
export function isReset(error: Error & { readonly code?: unknown }): boolean {
  return error.code === 'ECONNRESET' || error.code === 'EPIPE' || resets.has(error);
}
