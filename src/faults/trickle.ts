/** Sends an answer byte by byte. */

import type { EditStep, Fault } from '../core/fault.ts';
import { send } from '../core/fault-steps.ts';

/** An event is cut into no more pieces: its memory is bounded. */
const mostPieces = 10_000;

export const trickle: Fault = {
  id: 'trickle',
  summary: 'Sends the body byte by byte, slowly.',
  parameters: [
    { name: 'every', kind: 'duration', explanation: 'the time between two pieces, 10ms without it' },
    { name: 'bytes', kind: 'count', explanation: 'how many make a piece, 1 without it' },
  ],
  plan: ({ every = 10, bytes: size = 1 }) => ({
    kind: 'edit',
    edit: ({ body }) =>
      body === 'empty'
        ? undefined
        : {
            keepsBytes: true,
            event: ({ bytes }) =>
              pieces(bytes, Math.max(Number(size), Math.ceil(bytes.byteLength / mostPieces)), Number(every)),
          },
  }),
};

function pieces(bytes: Uint8Array, size: number, ms: number): readonly EditStep[] {
  const steps: EditStep[] = [];
  for (let at = 0; at < bytes.byteLength; at += size) {
    steps.push(send(bytes.subarray(at, at + size)), { kind: 'wait', ms });
  }
  return steps;
}
