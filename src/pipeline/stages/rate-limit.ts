/** The stage that holds clients to limits as a provider does, and tells of them in its words on every answer. */

import { clientOf } from '../../access/limits/client-of.ts';
import { type LimitPolicy, noLimits } from '../../access/limits/limit-set.ts';
import type { AdmittedRequest, RateLimiter } from '../../access/limits/rate-limiter.ts';
import { type Scope, scopesOf } from '../../access/limits/scopes.ts';
import { hasLimits, principalOf } from '../../access/principal.ts';
import type { Clock } from '../../core/clock.ts';
import type { Dialect } from '../../core/dialect.ts';
import type { Exchange } from '../../core/exchange.ts';
import type { HeaderList } from '../../core/headers.ts';
import type { Hit, Outcome, Refusal, Stage } from '../../core/outcome.ts';
import type { Demand, LimitedRequest, LimitReached } from '../../core/rate-limits.ts';
import type { LiveReply, PlannedReply, Reply } from '../../core/reply.ts';
import { ReplyMemo } from '../../core/reply-memo.ts';
import { withReplyHeaders } from '../../core/reply-with-headers.ts';
import { type CountedAnswer, countedAnswer } from '../counted-answer.ts';
import { meterLive } from '../live-meter.ts';
import { whenPlannedIsOver } from '../planned-end.ts';
import type { RequestReader, RequestReading } from '../request-reading.ts';

export interface RateLimitOptions {
  readonly limiter: RateLimiter;
  /** Asked anew for each request, because limits may change while llmsim runs; `noLimits` costs a request nothing. */
  readonly policy: () => LimitPolicy;
  readonly clock: Clock;
  readonly reader: RequestReader;
}

const nothing: Demand = { requests: 0, tokens: 0, 'input-tokens': 0, 'output-tokens': 0 };
const oneRequest: Demand = { ...nothing, requests: 1 };

export function rateLimit(options: RateLimitOptions): Stage {
  const played = new ReplyMemo<PlayedReply>();
  return function rateLimit(exchange, next) {
    const policy = options.policy();
    // A key may have limits of its own.
    if (policy === noLimits && !hasLimits(principalOf(exchange))) return next(exchange);
    const limited = new LimitedExchange(exchange, options, policy, played);
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

/** What limits make of a planned reply, the same each time it is played. */
interface PlayedReply {
  readonly dialect: Dialect;
  /** Without those that tell of the limits that held when it was recorded. */
  readonly headers: HeaderList;
  /** Read when an answer is over for the first time. */
  counted: { readonly answer: CountedAnswer | undefined } | undefined;
}

/** One exchange on its way past the limits. */
class LimitedExchange {
  readonly #exchange: Exchange;
  readonly #options: RateLimitOptions;
  readonly #played: ReplyMemo<PlayedReply>;
  readonly #reading: RequestReading;
  readonly #about: LimitedRequest;
  readonly #scopes: readonly Scope[];
  #demand = nothing;
  #admitted: AdmittedRequest | undefined;

  constructor(exchange: Exchange, options: RateLimitOptions, policy: LimitPolicy, played: ReplyMemo<PlayedReply>) {
    this.#exchange = exchange;
    this.#options = options;
    this.#played = played;
    const { request, upstream } = exchange;
    this.#reading = options.reader.of(request);
    const model = this.#reading.model(request);
    this.#about = { request, provider: upstream, model };
    const { id, principal } = clientOf(exchange);
    this.#scopes = scopesOf(policy, { id, principal, model });
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
    const headers = this.#headers();
    const told = { ...hit, extraHeaders: hit.extraHeaders === undefined ? headers : [...hit.extraHeaders, ...headers] };
    if (reply.kind === 'live') {
      return { ...told, reply: withReplyHeaders(this.#metered(reply), this.#withoutLimits(reply)) };
    }
    const played = this.#playedOf(reply);
    whenPlannedIsOver(reply, this.#exchange, this.#options.clock, () => {
      played.counted ??= { answer: countedAnswer({ ...reply, body: reply.bytes }, this.#reading.dialect) };
      this.#settle(this.#used(played.counted.answer, reply.status));
    });
    return played.headers === reply.headers ? told : { ...told, reply: withReplyHeaders(reply, played.headers) };
  }

  #playedOf(reply: PlannedReply): PlayedReply {
    const { dialect } = this.#reading;
    let played = this.#played.get(reply);
    if (played?.dialect !== dialect) {
      played = { dialect, headers: this.#withoutLimits(reply), counted: undefined };
      this.#played.set(reply, played);
    }
    return played;
  }

  /** The same list where none of them tells of limits. */
  #withoutLimits({ headers }: Reply): HeaderList {
    const { limits } = this.#reading.dialect;
    const kept = headers.filter(([name]) => !limits.isLimitHeader(name.toLowerCase()));
    return kept.length === headers.length ? headers : kept;
  }

  #metered(reply: LiveReply): LiveReply {
    const { status, headers } = reply;
    const { clock } = this.#options;
    return meterLive(reply, clock, this.#exchange.receivedAt, ({ body }) => {
      this.#admitted?.release();
      // Never rejects.
      void body.then((decoded) => {
        const { dialect } = this.#reading;
        const counted = decoded === undefined ? undefined : countedAnswer({ status, headers, body: decoded }, dialect);
        this.#settle(this.#used(counted, status));
      });
    });
  }

  /** Only what asks for something to be made counts: lists and what is stored may be looked at. */
  #estimated(): Demand {
    const { request } = this.#exchange;
    if (request.method !== 'POST') return nothing;
    const size = this.#reading.size(request);
    return size === undefined ? oneRequest : this.#reading.dialect.limits.estimate(size, this.#about);
  }

  #refused(reached: LimitReached): Refusal {
    const { limiter, clock } = this.#options;
    const { limits } = this.#reading.dialect;
    if (limits.countsRefused) limiter.countRefused(this.#scopes, clock.now());
    return withErrorHeaders({ kind: 'refusal', error: limits.refusal(reached, this.#about) }, this.#headers());
  }

  #headers(): HeaderList {
    const { limiter, clock } = this.#options;
    const now = clock.now();
    const states = this.#admitted?.states(now) ?? limiter.states(this.#scopes, now);
    return this.#reading.dialect.limits.headers(states, clock.date(), this.#about);
  }

  /** What was used in the end; what was taken at first where the answer does not say. */
  #used(counted: CountedAnswer | undefined, status: number): Demand {
    if (this.#demand.requests === 0) return nothing;
    if (status >= 400) return oneRequest;
    if (counted === undefined) return this.#demand;
    const { limits } = this.#reading.dialect;
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

function withErrorHeaders({ error }: Refusal, headers: HeaderList): Refusal {
  return { kind: 'refusal', error: { ...error, headers: [...headers, ...(error.headers ?? [])] } };
}
