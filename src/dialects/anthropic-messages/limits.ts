/** Rate limits as Anthropic tells of them. */

import type { Header } from '../../core/headers.ts';
import { type LimitState, type RateLimitWords, tightest, tightestTokens } from '../../core/rate-limits.ts';
import { boundIn, countedName, periodName, retryAfter } from '../limit-text.ts';

/** https://platform.claude.com/docs/en/api/rate-limits */
export const anthropicLimits: RateLimitWords = {
  bounds: (body) => ({ maxTokens: boundIn(body, 'max_tokens', 'max_tokens_to_sample'), choices: 1 }),

  estimate: ({ promptTokens, maxTokens = 0 }) => ({
    requests: 1,
    tokens: promptTokens + maxTokens,
    'input-tokens': promptTokens,
    'output-tokens': maxTokens,
  }),

  /** What is read from the prompt cache does not count. */
  counted({ input, cached, output }) {
    const fresh = Math.max(0, input - cached);
    return { requests: 1, tokens: fresh + output, 'input-tokens': fresh, 'output-tokens': output };
  },

  countsRefused: false,

  isLimitHeader: (name) => name.startsWith('anthropic-ratelimit-'),

  headers(states, now) {
    const input = tightest(states, 'input-tokens');
    const output = tightest(states, 'output-tokens');
    return [
      ...headersOf('requests', tightest(states, 'requests'), now),
      ...headersOf('tokens', tightestTokens(states), now),
      ...headersOf('input-tokens', input, now),
      ...headersOf('output-tokens', output, now),
    ];
  },

  refusal(reached, { model = 'unknown' }) {
    const headers = retryAfter(reached);
    if (reached.kind === 'concurrency') {
      const message =
        'Number of concurrent connections has exceeded your rate limit. Please try again later or contact sales at ' +
        'https://claude.com/contact-sales to discuss your options for a rate limit increase.';
      return { status: 429, code: null, message, headers };
    }
    const { limit, counts, per } = reached.state;
    const allowed = `${limit.toLocaleString('en-US')} ${countedName(counts)} per ${periodName(per, 'minute')}`;
    const message =
      `This request would exceed your organization's rate limit of ${allowed} (org: llmsim, model: ${model}). For details, refer to: ` +
      'https://docs.claude.com/en/api/rate-limits. You can see the response headers for current usage. Please reduce the prompt ' +
      'length or the maximum tokens requested, or try again later. You may also contact sales at ' +
      'https://claude.com/contact-sales to discuss your options for a rate limit increase.';
    return { status: 429, code: null, message, headers };
  },
};

function headersOf(name: string, state: LimitState | undefined, now: Date): readonly Header[] {
  if (state === undefined) return [];
  const remaining = name === 'requests' ? state.remaining : inThousands(state);
  return [
    [`anthropic-ratelimit-${name}-limit`, String(state.limit)],
    [`anthropic-ratelimit-${name}-remaining`, String(remaining)],
    [`anthropic-ratelimit-${name}-reset`, rfc3339(now.getTime() + state.resetIn)],
  ];
}

/** Tokens are told to the nearest thousand; a limit that is smaller than that, which Anthropic has none of, exactly. */
function inThousands({ remaining, limit }: LimitState): number {
  return limit < 1000 ? remaining : Math.min(limit, Math.round(remaining / 1000) * 1000);
}

/** To the second, and never before the limit is whole again. */
function rfc3339(ms: number): string {
  return `${new Date(Math.ceil(ms / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}
