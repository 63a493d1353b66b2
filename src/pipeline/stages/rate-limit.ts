/** The stage that holds clients to limits as a provider does, and tells of them in its words on every answer. */

import { clientOf } from '../../access/limits/client-of.ts';
import { type LimitPolicy, noLimits } from '../../access/limits/limit-set.ts';
import { jsonBody, promptTokens } from '../../access/limits/prompt-size.ts';
import type { AdmittedRequest, RateLimiter } from '../../access/limits/rate-limiter.ts';
import { type Scope, scopesOf } from '../../access/limits/scopes.ts';
import { principalOf } from '../../access/principal.ts';
import type { Answer, Usage } from '../../core/answer.ts';
import type { Clock } from '../../core/clock.ts';
import type { CollectedReply, Dialect } from '../../core/dialect.ts';
import type { Exchange } from '../../core/exchange.ts';
import type { HeaderList } from '../../core/headers.ts';
import type { Hit, Outcome, Refusal, Stage } from '../../core/outcome.ts';
import type { Demand, LimitedRequest, LimitReached } from '../../core/rate-limits.ts';
import type { LiveReply } from '../../core/reply.ts';
import { dialectOf } from '../../dialects/list.ts';
import { estimateTokens } from '../../tokenizer/estimate.ts';
import { meterLive } from '../live-meter.ts';
import { whenPlannedIsOver } from '../planned-end.ts';

export interface RateLimitOptions {
  readonly limiter: RateLimiter;
  /** Asked anew for each request, because limits may change while llmsim runs; `noLimits` costs a request nothing. */
  readonly policy: () => LimitPolicy;
  readonly clock: Clock;
}

const nothing: Demand = { requests: 0, tokens: 0, 'input-tokens': 0, 'output-tokens': 0 };
const oneRequest: Demand = { ...nothing, requests: 1 };

export function rateLimit(options: RateLimitOptions): Stage {
  /** By the body of a recording, which is the same bytes each time it is played. */
  const known = new WeakMap<Uint8Array, Counted | undefined>();
  return function rateLimit(exchange, next) {
    const policy = options.policy();
    // A key may have limits of its own.
    if (policy === noLimits && principalOf(exchange) === undefined) return next(exchange);
    const limited = new LimitedExchange(exchange, options, policy, known);
    if (!limited.applies) return next(exchange);
    const refusal = limited.admit();
    if (refusal !== undefined) return refusal;
    try {
      const outcome = next(exchange);
      if (!(outcome instanceof Promise)) return limited.finish(outcome);
      return outcome.then(
        (settled) => limited.finish(settled),
        (error: unknown) => {
          limited.abandon();
          throw error;
        },
      );
    } catch (error) {
      limited.abandon();
      throw error;
    }
  };
}

/** What an answer says of its length: counted by the provider, or what there is to estimate it by. */
type Counted = { readonly kind: 'usage'; readonly usage: Usage } | { readonly kind: 'words'; readonly tokens: number };

/** One exchange on its way past the limits. */
class LimitedExchange {
  readonly #exchange: Exchange;
  readonly #options: RateLimitOptions;
  readonly #known: WeakMap<Uint8Array, Counted | undefined>;
  readonly #dialect: Dialect;
  readonly #about: LimitedRequest;
  readonly #scopes: readonly Scope[];
  #demand = nothing;
  #admitted: AdmittedRequest | undefined;

  constructor(
    exchange: Exchange,
    options: RateLimitOptions,
    policy: LimitPolicy,
    known: WeakMap<Uint8Array, Counted | undefined>,
  ) {
    this.#exchange = exchange;
    this.#options = options;
    this.#known = known;
    const { request, upstream } = exchange;
    this.#dialect = dialectOf(request).dialect;
    const { model } = this.#dialect.describe(request);
    this.#about = { request, provider: upstream, model };
    this.#scopes = scopesOf(policy, { ...clientOf(exchange), model });
  }

  get applies(): boolean {
    return this.#scopes.length > 0;
  }

  /** Undefined lets the request in. */
  admit(): Refusal | undefined {
    const { limiter, clock } = this.#options;
    this.#demand = this.#estimated();
    const admission = limiter.admit(this.#scopes, this.#demand, clock.now());
    if (admission.kind === 'refused') return this.#refused(admission.reached);
    this.#admitted = admission.admitted;
    return undefined;
  }

  /** The outcome, with the limits as they stand now; what it took is corrected when it is over. */
  finish(outcome: Outcome): Outcome {
    if (outcome.kind === 'miss') {
      this.abandon();
      return outcome;
    }
    if (outcome.kind === 'refusal') {
      this.abandon();
      return withErrorHeaders(outcome, this.#headers());
    }
    return this.#told(outcome);
  }

  /** Nobody answered: nothing was used. */
  abandon(): void {
    this.#settle(nothing);
  }

  #told(hit: Hit): Hit {
    const { reply } = hit;
    const headers = this.#withLimits(reply.headers);
    if (reply.kind === 'live') return { ...hit, reply: { ...this.#metered(reply), headers } };
    whenPlannedIsOver(reply, this.#exchange, this.#options.clock, () =>
      this.#settle(this.#used(this.#countedOnce(reply), reply.status)),
    );
    return { ...hit, reply: { ...reply, headers } };
  }

  #metered(reply: LiveReply): LiveReply {
    const { status, headers } = reply;
    const { clock } = this.#options;
    return meterLive(reply, clock, this.#exchange.receivedAt, ({ body }) => {
      this.#admitted?.release();
      // Never rejects.
      void body.then((decoded) => {
        const counted = decoded === undefined ? undefined : this.#countedIn({ status, headers, body: decoded });
        this.#settle(this.#used(counted, status));
      });
    });
  }

  /** Only what asks for something to be made counts: lists and what is stored may be looked at. */
  #estimated(): Demand {
    const { request } = this.#exchange;
    if (request.method !== 'POST') return nothing;
    const body = jsonBody(request.body);
    if (body === undefined) return oneRequest;
    const { limits } = this.#dialect;
    return limits.estimate({ ...limits.bounds(body), promptTokens: promptTokens(body) }, this.#about);
  }

  #refused(reached: LimitReached): Refusal {
    const { limiter, clock } = this.#options;
    const { limits } = this.#dialect;
    if (limits.countsRefused) limiter.countRefused(this.#scopes, clock.now());
    return withErrorHeaders({ kind: 'refusal', error: limits.refusal(reached, this.#about) }, this.#headers());
  }

  #headers(): HeaderList {
    const { limiter, clock } = this.#options;
    return this.#dialect.limits.headers(limiter.states(this.#scopes, clock.now()), clock.date(), this.#about);
  }

  #withLimits(headers: HeaderList): HeaderList {
    const { limits } = this.#dialect;
    return [...headers.filter(([name]) => !limits.isLimitHeader(name.toLowerCase())), ...this.#headers()];
  }

  #countedOnce({
    bytes: body,
    status,
    headers,
  }: {
    bytes: Uint8Array;
    status: number;
    headers: HeaderList;
  }): Counted | undefined {
    if (this.#known.has(body)) return this.#known.get(body);
    const counted = this.#countedIn({ status, headers, body });
    this.#known.set(body, counted);
    return counted;
  }

  #countedIn(reply: CollectedReply): Counted | undefined {
    const answer = this.#dialect.answerOf(reply);
    if (answer === undefined) return undefined;
    const { usage } = answer;
    return usage === undefined ? { kind: 'words', tokens: estimateTokens(wordsOf(answer)) } : { kind: 'usage', usage };
  }

  /** What was used in the end; what was taken at first where the answer does not say. */
  #used(counted: Counted | undefined, status: number): Demand {
    if (this.#demand.requests === 0) return nothing;
    if (status >= 400) return oneRequest;
    if (counted === undefined) return this.#demand;
    const { limits } = this.#dialect;
    if (counted.kind === 'usage') return limits.counted(counted.usage);
    const input = this.#demand['input-tokens'];
    return limits.counted({ input, output: counted.tokens, cached: 0, reasoning: 0 });
  }

  #settle(used: Demand): void {
    this.#admitted?.correct(used, this.#options.clock.now());
    this.#admitted?.release();
    this.#admitted = undefined;
  }
}

function wordsOf({ choices }: Answer): string {
  return choices
    .flatMap(({ text, reasoning, refusal, toolCalls }) => [
      text,
      reasoning,
      refusal,
      ...toolCalls.map((call) => `${call.name} ${call.arguments}`),
    ])
    .join(' ');
}

function withErrorHeaders({ error }: Refusal, headers: HeaderList): Refusal {
  return { kind: 'refusal', error: { ...error, headers: [...headers, ...(error.headers ?? [])] } };
}
