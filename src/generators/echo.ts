/** Says what the user said last. */

import type { Generator } from '../core/generator.ts';
import { lastUserMessage } from '../core/prompt.ts';

export const echo: Generator = {
  id: 'echo',
  explanation: 'the last message of the user',
  freeLength: false,
  say: ({ prompt }) => ({ kind: 'said', text: lastUserMessage(prompt) ?? '', toolCalls: [] }),
};
