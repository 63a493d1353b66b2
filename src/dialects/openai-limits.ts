/** Rate limits as OpenAI tells of them, and Azure, which speaks the same protocol and tells them differently. */

import type { ApiError } from '../core/api-error.ts';
import { type Header, headerOf } from '../core/headers.ts';
import {
  type LimitedRequest,
  type LimitReached,
  type LimitState,
  type RateLimitWords,
  tightest,
  tightestTokens,
} from '../core/rate-limits.ts';
import { queryOf } from '../core/request.ts';
import { azureDeployment } from './azure-deployment.ts';
import { boundIn, countedName, periodName, retryAfterMs, retrySeconds } from './limit-text.ts';
import { segmentsOf } from './request-path.ts';

/** https://platform.openai.com/docs/guides/rate-limits */
export const openaiLimits: RateLimitWords = {
  bounds: (body) => ({
    maxTokens: boundIn(body, 'max_completion_tokens', 'max_output_tokens', 'max_tokens'),
    choices: boundIn(body, 'best_of', 'n') ?? 1,
  }),

  /** OpenAI takes the larger of the prompt and the bound on the answer; Azure both. */
  estimate({ promptTokens, maxTokens, choices }, about) {
    const output = (maxTokens ?? 0) * choices;
    const tokens = isAzure(about) ? promptTokens + output : Math.max(promptTokens, maxTokens ?? 0);
    return { requests: 1, tokens, 'input-tokens': promptTokens, 'output-tokens': output };
  },

  counted: ({ input, output }) => ({
    requests: 1,
    tokens: input + output,
    'input-tokens': input,
    'output-tokens': output,
  }),

  countsRefused: true,

  isLimitHeader: (name) =>
    /^x-ratelimit-(?:(?:limit|remaining|reset|renewalperiod)-|key$|abusepenalty-active$)/.test(name),

  /** Azure, as it answered in 2026: resets in whole milliseconds, and the time that a limit is for in seconds. */
  headers(states, _now, about) {
    const azure = isAzure(about);
    const headers: Header[] = [];
    for (const [name, state] of [
      ['requests', tightest(states, 'requests')],
      ['tokens', tightestTokens(states)],
    ] as const) {
      if (state === undefined) continue;
      headers.push(
        [`x-ratelimit-limit-${name}`, String(state.limit)],
        [`x-ratelimit-remaining-${name}`, String(state.remaining)],
        [`x-ratelimit-reset-${name}`, azure ? String(Math.ceil(state.resetIn)) : goDuration(state.resetIn)],
      );
      if (azure) headers.push([`x-ratelimit-renewalperiod-${name}`, String(Math.ceil(state.per / 1000))]);
    }
    if (azure && headers.length > 0) headers.push(['x-ratelimit-abusepenalty-active', 'false']);
    return headers;
  },

  refusal: (reached, about) => ({
    status: 429,
    ...(isAzure(about) ? azureRefusal(reached, about) : openaiRefusal(reached, about)),
    headers: retryAfterMs(reached),
  }),
};

/** `1h2m3.5s`, `6m0s`, `12ms`: how OpenAI writes a duration, to the millisecond. */
export function goDuration(ms: number): string {
  const whole = Math.max(0, Math.ceil(ms));
  if (whole === 0) return '0s';
  if (whole < 1000) return `${whole}ms`;
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor(whole / 60_000) % 60;
  const seconds = `${(whole % 60_000) / 1000}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

function openaiRefusal(reached: LimitReached, { model = 'this model' }: LimitedRequest): Omit<ApiError, 'status'> {
  const code = 'rate_limit_exceeded';
  const where = `for ${model} in organization org-llmsim on`;
  const more = 'Visit https://platform.openai.com/account/rate-limits to learn more.';
  if (reached.kind === 'concurrency') {
    const then = `Please try again in ${shortDuration(reached.retryIn)}.`;
    const message = `Rate limit reached ${where} concurrent requests: Limit ${reached.limit}. ${then} ${more}`;
    return { code, type: 'requests', message };
  }
  const { state, requested, retryIn } = reached;
  const type = state.counts === 'requests' ? 'requests' : 'tokens';
  const what = `${where} ${limitName(state)}: Limit ${state.limit}`;
  if (retryIn === undefined) {
    const reduce = 'The input or output tokens must be reduced in order to run successfully.';
    return { code, type, message: `Request too large ${what}, Requested ${requested}. ${reduce} ${more}` };
  }
  const used = state.limit - state.remaining;
  const then = `Please try again in ${shortDuration(retryIn)}.`;
  return { code, type, message: `Rate limit reached ${what}, Used ${used}, Requested ${requested}. ${then} ${more}` };
}

/** `tokens per min (TPM)` */
function limitName({ counts, per }: LimitState): string {
  const name = countedName(counts);
  const period = periodName(per);
  const short = period === 'min' || period === 'day' ? ` (${initials(name)}P${period.charAt(0).toUpperCase()})` : '';
  return `${name} per ${period}${short}`;
}

function initials(name: string): string {
  return name
    .split(' ')
    .map((word) => word.charAt(0).toUpperCase())
    .join('');
}

function shortDuration(ms: number): string {
  return goDuration(Math.max(1, ms));
}

/** https://learn.microsoft.com/azure/ai-foundry/openai/how-to/quota; `code` is the status, as text. */
function azureRefusal(reached: LimitReached, { request }: LimitedRequest): Omit<ApiError, 'status'> {
  const counts = reached.kind === 'window' && reached.state.counts !== 'requests' ? 'token' : 'call';
  const version = new URLSearchParams(queryOf(request.target) ?? '').get('api-version') ?? 'v1';
  // What waiting does not help is put off for a day.
  const seconds = retrySeconds(reached) ?? 86_400;
  const operation = azureOperations[segmentsOf(request.target).at(-1) ?? ''] ?? 'requested';
  return {
    code: '429',
    message:
      `Requests to the ${operation} Operation under Azure OpenAI API version ${version} have exceeded ${counts} rate limit of your ` +
      `current OpenAI S0 pricing tier. Please retry after ${seconds} second${seconds === 1 ? '' : 's'}. Please go here: ` +
      'https://aka.ms/oai/quotaincrease if you would like to further increase the default rate limit.',
  };
}

const azureOperations: Readonly<Record<string, string>> = {
  completions: 'ChatCompletions_Create',
  embeddings: 'Embeddings_Create',
};

/** By the path or the key's header that only Azure has, or by the upstream's name. */
function isAzure({ request, provider }: LimitedRequest): boolean {
  return (
    provider === 'azure' ||
    azureDeployment(request.target) !== undefined ||
    headerOf(request.headers, 'api-key') !== undefined
  );
}
