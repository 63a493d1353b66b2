/** The tools that a request offers: `tool: get_weather`. */

import { textFamily } from '../text-family.ts';

export const tool = textFamily({
  name: 'tool',
  textsOf: ({ prompt }) => prompt?.tools.map(({ name }) => name) ?? [],
  called: 'the tools are',
  none: 'no tool is offered',
});
