/** Falls silent in the middle of an answer. */

import type { Fault } from '../core/fault.ts';
import { end, endAfter, firstHalf, send } from '../core/fault-steps.ts';

export const stall: Fault = {
  id: 'stall',
  summary: 'Falls silent in the middle of an answer, with the connection open.',
  parameters: [
    {
      name: 'after',
      kind: 'count',
      explanation: 'events that are sent before, 1 without it; of an answer that is one piece, half is sent',
    },
    { name: 'for', kind: 'duration', explanation: 'how long; then the rest comes. Without it, for ever' },
  ],
  plan: ({ after = 1, for: ms }) => ({
    kind: 'edit',
    edit() {
      const count = Number(after);
      if (typeof ms !== 'number') return endAfter(count, true, () => [end('stall')]);
      return {
        keepsBytes: true,
        event({ bytes, index, last }) {
          const half = index === 0 && last && count > 0 ? firstHalf(bytes) : bytes.subarray(0, 0);
          const due = index === count || (last && index < count);
          return due ? [send(half), { kind: 'wait', ms }, send(bytes.subarray(half.byteLength))] : [send(bytes)];
        },
      };
    },
  }),
};
