/** Ends an answer cleanly before it is complete. */

import type { Fault } from '../core/fault.ts';
import { end, endAfter } from '../core/fault-steps.ts';

export const truncate: Fault = {
  id: 'truncate',
  summary:
    'Ends the answer cleanly before it is complete: a stream without its closing event, a document in its middle.',
  parameters: [{ name: 'after', kind: 'count', explanation: 'events that are sent; without it all but the last' }],
  plan: ({ after = Number.POSITIVE_INFINITY }) => ({
    kind: 'edit',
    edit: ({ body }) => (body === 'empty' ? undefined : endAfter(Number(after), false, () => [end('complete')])),
  }),
};
