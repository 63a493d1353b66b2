/** Takes the request and never answers. */

import type { Fault } from '../core/fault.ts';
import { noAnswer } from '../core/fault-steps.ts';

export const timeout: Fault = {
  id: 'timeout',
  summary: 'Takes the request and never answers.',
  parameters: [
    {
      name: 'after',
      kind: 'duration',
      explanation:
        'when the connection is closed, still without an answer; without it the client waits as long as it likes',
    },
  ],
  plan: ({ after }) => ({
    kind: 'answer',
    answer: () => (typeof after === 'number' ? noAnswer('close', after) : noAnswer('stall', 0)),
  }),
};
