/** Counts tokens that cannot be. */

import type { Fault } from '../core/fault.ts';

const ways: Readonly<Record<string, (tokens: number) => number | undefined>> = {
  negative: (tokens) => -1 - tokens,
  zero: () => 0,
  huge: (tokens) => (tokens + 1) * 1_000_000_000,
  missing: () => undefined,
};

export const badUsage: Fault = {
  id: 'bad-usage',
  summary: "Gives numbers of tokens that cannot be in the answer's usage.",
  parameters: [
    {
      name: 'how',
      kind: 'text',
      choices: Object.keys(ways),
      explanation: 'negative (without it), zero, huge, or missing',
    },
  ],
  plan: ({ how = 'negative' }) => ({ kind: 'recount', recount: ways[how] ?? ((tokens) => -1 - tokens) }),
};
