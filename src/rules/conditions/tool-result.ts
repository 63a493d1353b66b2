/** What tools gave since the user last spoke: `tool_result_contains: sunny`. Older results belong to older questions. */

import { textFamily } from '../text-family.ts';

export const toolResult = textFamily({
  name: 'tool_result',
  textsOf({ prompt }) {
    if (prompt === undefined) return [];
    const asked = prompt.messages.findLastIndex(({ role }) => role === 'user');
    return prompt.messages.slice(asked + 1).flatMap(({ toolResults }) => toolResults.map(({ content }) => content));
  },
  called: 'tools gave',
  none: 'no tool has answered since the user spoke',
});
