/** Sends the head of an answer and none of its body. */

import type { Fault } from '../core/fault.ts';
import { end } from '../core/fault-steps.ts';

export const emptyBody: Fault = {
  id: 'empty-body',
  summary: 'Sends the head of the answer and ends cleanly without a body.',
  parameters: [],
  plan: () => ({
    kind: 'edit',
    edit: ({ body }) => (body === 'empty' ? undefined : { keepsBytes: false, event: () => [end('complete')] }),
  }),
};
