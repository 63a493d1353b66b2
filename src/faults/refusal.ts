/** The model refuses. */

import type { Fault } from '../core/fault.ts';

export const refusal: Fault = {
  id: 'refusal',
  summary: 'Lets the model refuse, where the protocol has a refusal in the field for it.',
  parameters: [{ name: 'text', kind: 'text', explanation: 'what it says' }],
  plan: ({ text = 'I’m sorry, but I can’t help with that.' }) => ({
    kind: 'reword',
    reword: () => [{ text: '', refusal: String(text), toolCalls: [], finish: 'refusal' }],
  }),
};
