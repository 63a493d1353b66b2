/** Sends one event of a stream twice. */

import type { Fault } from '../core/fault.ts';
import { send } from '../core/fault-steps.ts';

export const duplicateEvent: Fault = {
  id: 'duplicate-event',
  summary: 'Sends one event of a stream twice.',
  parameters: [
    { name: 'at', kind: 'count', explanation: 'which event, from 1; 2 without it, and the last of a shorter stream' },
  ],
  plan: ({ at = 2 }) => ({
    kind: 'edit',
    edit({ body }) {
      if (body !== 'stream') return undefined;
      const wanted = Math.max(0, Number(at) - 1);
      return {
        keepsBytes: false,
        event({ bytes, index, last, twice }) {
          const due = index === wanted || (last && index < wanted);
          return due ? twice().map(send) : [send(bytes)];
        },
      };
    },
  }),
};
