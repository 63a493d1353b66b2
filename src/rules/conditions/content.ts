/** What any message says, whoever said it: `content_contains: weather`. The latest that holds gives the groups. */

import { textFamily } from '../text-family.ts';

export const content = textFamily({
  name: 'content',
  textsOf: ({ messages }) => messages,
  called: 'the messages, the latest first, are',
  none: 'no message says anything',
});
