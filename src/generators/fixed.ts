/** Says the same to everybody. */

import type { Generator } from '../core/generator.ts';

export const fixed: Generator = {
  id: 'fixed',
  explanation: 'the text that it is given',
  freeLength: false,
  say: ({ text }) => ({ kind: 'said', text: text ?? 'Hello World', toolCalls: [] }),
};
