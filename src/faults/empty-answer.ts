/** The model says nothing. */

import type { Fault } from '../core/fault.ts';

export const emptyAnswer: Fault = {
  id: 'empty-answer',
  summary: 'Lets the model end as usual and say nothing.',
  parameters: [],
  plan: () => ({
    kind: 'reword',
    reword: () => [{ text: '', refusal: '', toolCalls: [], finish: 'stop' }],
  }),
};
