/** Rate limits as Google tells of them: in the body of a 429 alone. */

import type { LimitState, RateLimitWords } from '../../core/rate-limits.ts';
import { objectOf } from '../json-shape.ts';
import { boundIn, periodName } from '../limit-text.ts';

const rpc = 'type.googleapis.com/google.rpc';
const guide = 'https://ai.google.dev/gemini-api/docs/rate-limits';

/** https://ai.google.dev/gemini-api/docs/rate-limits; the limit on tokens is one on the prompt's. */
export const geminiLimits: RateLimitWords = {
  bounds(body) {
    const config = objectOf(body['generationConfig']) ?? objectOf(body['generation_config']);
    return {
      maxTokens: boundIn(config, 'maxOutputTokens', 'max_output_tokens'),
      choices: boundIn(config, 'candidateCount', 'candidate_count') ?? 1,
    };
  },

  estimate: ({ promptTokens, maxTokens = 0, choices }) => ({
    requests: 1,
    tokens: promptTokens,
    'input-tokens': promptTokens,
    'output-tokens': maxTokens * choices,
  }),

  counted: ({ input, output }) => ({ requests: 1, tokens: input, 'input-tokens': input, 'output-tokens': output }),

  countsRefused: false,

  isLimitHeader: () => false,

  headers: () => [],

  refusal(reached, { model = 'unknown' }) {
    const seconds = (reached.retryIn ?? 0) / 1000;
    const retry = reached.retryIn === undefined ? '' : `\nPlease retry in ${seconds}s.`;
    const violation =
      reached.kind === 'concurrency'
        ? violationOf('concurrent_requests', 'ConcurrentRequestsPerProjectPerModel', reached.limit, model)
        : violationOf(metricOf(reached.state), quotaOf(reached.state), reached.state.limit, model);
    const { quotaMetric, quotaValue } = violation;
    return {
      status: 429,
      code: null,
      message:
        `You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: ${guide}. ` +
        `\n* Quota exceeded for metric: ${quotaMetric}, limit: ${quotaValue}, model: ${model}${retry}`,
      details: [
        { '@type': `${rpc}.QuotaFailure`, violations: [violation] },
        { '@type': `${rpc}.Help`, links: [{ description: 'Learn more about Gemini API quotas', url: guide }] },
        ...(reached.retryIn === undefined
          ? []
          : [{ '@type': `${rpc}.RetryInfo`, retryDelay: `${Math.max(1, Math.ceil(seconds))}s` }]),
      ],
    };
  },
};

function violationOf(metric: string, quotaId: string, limit: number, model: string) {
  return {
    quotaMetric: `generativelanguage.googleapis.com/${metric}`,
    quotaId,
    quotaDimensions: { location: 'global', model },
    quotaValue: String(limit),
  };
}

function metricOf({ counts }: LimitState): string {
  if (counts === 'requests') return 'generate_content_free_tier_requests';
  return counts === 'output-tokens'
    ? 'generate_content_free_tier_output_token_count'
    : 'generate_content_free_tier_input_token_count';
}

function quotaOf({ counts, per }: LimitState): string {
  const period = `Per${periodName(per, 'minute').replace(/^[a-z]/, (letter) => letter.toUpperCase())}`;
  if (counts === 'requests') return `GenerateRequests${period}PerProjectPerModel-FreeTier`;
  const tokens = counts === 'output-tokens' ? 'OutputTokens' : 'InputTokens';
  return `GenerateContent${tokens}PerModel${period}-FreeTier`;
}
