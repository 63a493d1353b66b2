/** Tells how a connection to an upstream ended, and keeps undici from failing over the end of one that is paused. */

import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';

const resets = new WeakSet<Error>();
const endsWhilePaused = new WeakSet<Error>();

/**
 * A connector whose connections end in ways that undici (7.30) can take. Without it
 *
 * - a reset counts as the regular end of a body that has no length, and fails requests that wait behind an idle
 *   connection; as UND_ERR_SOCKET it fails what runs, and nothing else;
 * - the end of a `connection: close` reply whose reader is slow meets an assertion that nothing is paused, thrown in an
 *   event listener: the process dies.
 */
export function watchedConnector(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) => {
    connect(options, (...result) => {
      const socket = result[1];
      if (!socket) return callback(...result);
      watchErrors(socket);
      const ours = new Set(socket.listeners('end'));
      callback(...result);
      for (const listener of socket.listeners('end')) {
        if (!ours.has(listener)) guardEnd(socket, listener as () => void);
      }
    });
  };
}

/** Whether the other side reset the connection. */
export function isReset(error: Error & { readonly code?: unknown }): boolean {
  return error.code === 'ECONNRESET' || error.code === 'EPIPE' || resets.has(error);
}

/** Whether the other side closed the connection while we did not read, and everything it sent has been delivered. */
export function isEndWhilePaused(error: Error): boolean {
  return endsWhilePaused.has(error);
}

function watchErrors(socket: Socket): void {
  let failed = false;
  socket.prependListener('error', (error: NodeJS.ErrnoException) => {
    failed = true;
    if (error.code !== 'ECONNRESET') return;
    resets.add(error);
    error.code = 'UND_ERR_SOCKET';
  });
  // undici finishes a reply at "close" unless there was an error: the same assertion as at "end"
  socket.prependListener('close', () => {
    if (!failed) socket.emit('error', socketError('closed without an end'));
  });
}

/** The stream emits "end" only when nothing is left to be read, so that a parser which still waits has had it all. */
function guardEnd(socket: Socket, end: () => void): void {
  socket.off('end', end);
  socket.on('end', () => {
    try {
      end.call(socket);
    } catch {
      const error = socketError('ended while it was paused');
      endsWhilePaused.add(error);
      socket.destroy(error);
    }
  });
}

function socketError(message: string): Error {
  return Object.assign(new Error(message), { code: 'UND_ERR_SOCKET' });
}
