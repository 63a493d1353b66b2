/** Breaks the JSON of one event. */

import type { Fault } from '../core/fault.ts';
import { send } from '../core/fault-steps.ts';

export const corruptEvent: Fault = {
  id: 'corrupt-event',
  summary: 'Breaks the JSON of one event, or of a whole answer.',
  parameters: [
    { name: 'at', kind: 'count', explanation: 'which event, from 1; 2 without it, and the last of a shorter stream' },
  ],
  plan: ({ at = 2 }) => ({
    kind: 'edit',
    edit({ body }) {
      if (body === 'empty' || body === 'bytes') return undefined;
      let done = false;
      return {
        keepsBytes: false,
        event(event) {
          // A comment of SSE has no JSON: then the next event is broken.
          const broken = !done && (event.index >= Number(at) - 1 || event.last) ? event.broken() : undefined;
          done ||= broken !== undefined;
          return [send(broken ?? event.bytes)];
        },
      };
    },
  }),
};
