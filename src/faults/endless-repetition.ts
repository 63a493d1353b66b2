/** The model says the same again and again until it is stopped. */

import type { Fault } from '../core/fault.ts';

/** Words that are repeated. */
const words = 6;
const mostTimes = 100_000;

export const endlessRepetition: Fault = {
  id: 'endless-repetition',
  summary: 'Lets the model say its last words again and again until its limit of tokens stops it.',
  parameters: [{ name: 'times', kind: 'count', explanation: 'how often, 200 without it' }],
  plan: ({ times = 200 }) => ({
    kind: 'reword',
    reword({ text }) {
      const last = text.trim().split(/\s+/).slice(-words).join(' ') || 'and so on';
      const again = ` ${last}`.repeat(Math.min(Number(times), mostTimes));
      return [
        { text: text === '' ? again.trimStart() : `${text}${again}`, refusal: '', toolCalls: [], finish: 'length' },
      ];
    },
  }),
};
