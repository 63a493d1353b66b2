/** Reports an error where everything began well, as the provider does within a stream. */

import type { Fault } from '../core/fault.ts';
import { end, send } from '../core/fault-steps.ts';

export const inStreamError: Fault = {
  id: 'in-stream-error',
  summary:
    "Sends the provider's error event in the middle of a stream, or as the body of a whole answer, with a status of success.",
  parameters: [
    { name: 'after', kind: 'count', explanation: 'events that are sent before, 1 without it' },
    { name: 'status', kind: 'count', explanation: 'the HTTP status whose error it is, 500 without it' },
  ],
  plan: ({ after = 1, status = 500 }) => ({
    kind: 'edit',
    edit({ status: answered, body }, words) {
      if (answered >= 400 || body === 'empty' || body === 'bytes') return undefined;
      return {
        keepsBytes: false,
        event(event) {
          if (event.index < Number(after) && !event.last) return [send(event.bytes)];
          return [send(event.errorBehind(words(Number(status)))), end('complete')];
        },
      };
    },
  }),
};
