/** Rate limits of providers that do not tell of them in headers of their own: a 429 with `retry-after`. */

import type { RateLimitWords } from '../core/rate-limits.ts';
import { objectOf } from './json-shape.ts';
import { boundIn, countedName, periodName, retryAfter, retrySeconds } from './limit-text.ts';

/** Where the hosts of this family put the bound on an answer. */
const bounds = [
  'max_tokens',
  'maxTokens',
  'max_new_tokens',
  'max_tokens_to_sample',
  'num_predict',
  'maxTokenCount',
  'max_gen_len',
];

export const plainLimits: RateLimitWords = {
  bounds(body) {
    const nested = ['options', 'inferenceConfig', 'parameters', 'textGenerationConfig'];
    const places = [body, ...nested.map((name) => objectOf(body[name]))];
    const found = places.map((place) => boundIn(place, ...bounds)).find((bound) => bound !== undefined);
    return { maxTokens: found, choices: boundIn(body, 'n', 'num_generations') ?? 1 };
  },

  estimate({ promptTokens, maxTokens, choices }) {
    const output = (maxTokens ?? 0) * choices;
    return { requests: 1, tokens: promptTokens + output, 'input-tokens': promptTokens, 'output-tokens': output };
  },

  counted: ({ input, output }) => ({
    requests: 1,
    tokens: input + output,
    'input-tokens': input,
    'output-tokens': output,
  }),

  countsRefused: false,

  isLimitHeader: (name) => name.startsWith('x-ratelimit-') || name.startsWith('ratelimit'),

  headers: () => [],

  refusal(reached) {
    const seconds = retrySeconds(reached);
    const over =
      reached.kind === 'concurrency'
        ? `${reached.limit} concurrent requests`
        : `${reached.state.limit} ${countedName(reached.state.counts)} per ${periodName(reached.state.per, 'minute')}`;
    const then =
      seconds === undefined
        ? 'This request alone asks for more than that.'
        : `Try again in ${seconds} second${seconds === 1 ? '' : 's'}.`;
    return {
      status: 429,
      code: 'rate_limit_exceeded',
      message: `Rate limit reached: ${over}. ${then}`,
      headers: retryAfter(reached),
    };
  },
};
