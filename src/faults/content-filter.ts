/** The provider's filter stops an answer. */

import type { Fault } from '../core/fault.ts';
import { firstHalfOf } from '../core/fault-steps.ts';

export const contentFilter: Fault = {
  id: 'content-filter',
  summary: "Lets the provider's content filter stop the answer in its middle.",
  parameters: [],
  plan: () => ({
    kind: 'reword',
    reword: ({ text }) => [{ text: firstHalfOf(text), refusal: '', toolCalls: [], finish: 'content-filter' }],
  }),
};
