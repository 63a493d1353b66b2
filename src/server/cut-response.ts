/** Ends a response badly, the way it is recorded to have ended. */

import type { ServerResponse } from 'node:http';
import type { Clock } from '../core/clock.ts';
import type { CutKind } from '../core/reply.ts';
import type { Wheel } from './pacing.ts';

/** A reset takes back what the client has not read yet (at least on Linux): so long, in ms, it waits after the last write. */
const timeToRead = 20;

/** Ends `response` by `how` once what was written has gone to the kernel; silence needs nothing. */
export function cutResponse(response: ServerResponse, how: CutKind, clock: Clock, wheel: Wheel): void {
  if (how === 'stall') return;
  const { socket } = response;
  if (socket === null) {
    // A pipelined request: node assigns the socket when the answers before this one are out.
    response.once('socket', () => cutResponse(response, how, clock, wheel));
    return;
  }
  // The empty write calls back behind all earlier ones, so neither RST nor FIN overtakes the bytes.
  socket.write('', () => {
    if (how === 'close') socket.destroySoon();
    else wheel.at(clock.now() + timeToRead, () => socket.resetAndDestroy());
  });
}
