/** What the user said last: `last_contains: weather`. */

import { textFamily } from '../text-family.ts';

export const lastMessage = textFamily({
  name: 'last',
  textsOf: ({ lastUserMessage }) => (lastUserMessage === undefined ? [] : [lastUserMessage]),
  called: 'the last message of the user is',
  none: 'there is no message of the user',
});
