/** Resets the connection: before the answer, behind its head, or after some events of it. */

import type { Fault } from '../core/fault.ts';
import { end, endAfter, noAnswer } from '../core/fault-steps.ts';

export const reset: Fault = {
  id: 'reset',
  summary: 'Resets the connection before the answer begins, or in the middle of it.',
  parameters: [
    {
      name: 'after',
      kind: 'count',
      explanation:
        'events that are sent before, 0 for the head alone; of an answer that is one piece, half is sent; without it nothing is sent',
    },
  ],
  plan: ({ after }) =>
    typeof after === 'number'
      ? { kind: 'edit', edit: () => endAfter(after, true, () => [end('reset')]) }
      : { kind: 'answer', answer: () => noAnswer('reset', 0) },
};
