/** What the system messages say together: `system_contains: json`. */

import { systemPrompt } from '../../core/prompt.ts';
import { textFamily } from '../text-family.ts';

export const system = textFamily({
  name: 'system',
  textsOf({ prompt }) {
    return prompt?.messages.some(({ role }) => role === 'system') === true ? [systemPrompt(prompt)] : [];
  },
  called: 'the system prompt is',
  none: 'there is no system prompt',
});
