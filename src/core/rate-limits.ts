/** How a provider counts requests and tokens, and how it tells of its limits: the words for what `access/limits` enforces. */

import type { Usage } from './answer.ts';
import type { ApiError } from './api-error.ts';
import type { HeaderList } from './headers.ts';
import type { SimRequest } from './request.ts';

/** `tokens` are those of prompt and answer together, as far as the provider counts both. */
export type Counted = 'requests' | 'tokens' | 'input-tokens' | 'output-tokens';

/** How much of each a request takes. */
export type Demand = Readonly<Record<Counted, number>>;

/** One limit, as it stands when an answer begins. */
export interface LimitState {
  readonly counts: Counted;
  readonly limit: number;
  /** The time that the limit is for, in ms: 60,000 or 86,400,000 mostly. */
  readonly per: number;
  /** Whole, 0 or more. */
  readonly remaining: number;
  /** Milliseconds until all of it is there again. */
  readonly resetIn: number;
}

/** The limit that a request has run into. */
export type LimitReached =
  | {
      readonly kind: 'window';
      readonly state: LimitState;
      readonly requested: number;
      /** Milliseconds until there is enough; undefined where the request asks for more than the limit ever allows. */
      readonly retryIn: number | undefined;
    }
  | { readonly kind: 'concurrency'; readonly limit: number; readonly retryIn: number };

/** What a request says of its size. */
export interface RequestSize {
  /** Estimated from the request's texts. */
  readonly promptTokens: number;
  /** The bound on the answer; undefined where the request gives none. */
  readonly maxTokens: number | undefined;
  /** How many answers it asks for. */
  readonly choices: number;
}

/** Where a request goes, as far as it changes what the provider says. */
export interface LimitedRequest {
  readonly request: Pick<SimRequest, 'target' | 'headers'>;
  /** The upstream that the path named. */
  readonly provider: string | undefined;
  readonly model: string | undefined;
}

export interface RateLimitWords {
  /** What bounds the answer to a request with this JSON body. */
  bounds(body: Readonly<Record<string, unknown>>): Omit<RequestSize, 'promptTokens'>;
  /** What is taken when a request is let in, before anybody knows how long the answer will be. */
  estimate(size: RequestSize, about: LimitedRequest): Demand;
  /** What the answer has taken in the end. */
  counted(usage: Usage): Demand;
  /** Whether a request that is refused for its tokens still counts as a request. */
  readonly countsRefused: boolean;
  /** Names, lower-case, of headers in a recorded answer that tell of the limits that held then. */
  isLimitHeader(name: string): boolean;
  /** The limits as every answer tells of them; empty where the provider does not. */
  headers(states: readonly LimitState[], now: Date, about: LimitedRequest): HeaderList;
  /** The answer to a request that is over a limit: status 429, with `retry-after` as the provider has it. */
  refusal(reached: LimitReached, about: LimitedRequest): ApiError;
}

/** Of several limits on the same the one with the least left; undefined where there is none. */
export function tightest(states: readonly LimitState[], counts: Counted): LimitState | undefined {
  let found: LimitState | undefined;
  for (const state of states) {
    if (state.counts !== counts) continue;
    if (found === undefined || state.remaining < found.remaining) found = state;
  }
  return found;
}

/** The limit on all tokens: the one that there is, else those on input and on output together. */
export function tightestTokens(states: readonly LimitState[]): LimitState | undefined {
  const both = tightest(states, 'tokens');
  const input = tightest(states, 'input-tokens');
  const output = tightest(states, 'output-tokens');
  if (both !== undefined || input === undefined || output === undefined) return both ?? input ?? output;
  return {
    counts: 'tokens',
    limit: input.limit + output.limit,
    per: input.per,
    remaining: input.remaining + output.remaining,
    resetIn: Math.max(input.resetIn, output.resetIn),
  };
}
