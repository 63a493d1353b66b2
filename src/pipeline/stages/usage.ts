/** The stage that writes each exchange into the usage ledger: who asked, what answered, what it came to. */

import type { PriceTable } from '../../access/prices.ts';
import { principalOf } from '../../access/principal.ts';
import type { UsageFigures, UsageSubject } from '../../access/usage-record.ts';
import { cleanName } from '../../access/user-of-request.ts';
import type { Answer, Usage } from '../../core/answer.ts';
import type { Clock } from '../../core/clock.ts';
import type { Exchange } from '../../core/exchange.ts';
import type { Hit, Outcome, Stage } from '../../core/outcome.ts';
import type { PlannedReply } from '../../core/reply.ts';
import { ReplyMemo } from '../../core/reply-memo.ts';
import type { SimRequest } from '../../core/request.ts';
import { estimateTokens } from '../../tokenizer/estimate.ts';
import { type LiveBody, meterLive } from '../live-meter.ts';
import type { RequestReader } from '../request-reading.ts';

export interface UsageStageOptions {
  readonly ledger: { add(subject: UsageSubject, figures: UsageFigures): void };
  readonly prices: PriceTable;
  readonly clock: Clock;
  /** The status of the answer to a miss. */
  readonly missStatus: number;
  readonly reader: RequestReader;
  /** A name that a client chose, as it may be kept. */
  readonly shown: (name: string, request: SimRequest) => string;
}

export interface UsageStage {
  readonly stage: Stage;
  /** Resolves when no live answer that has ended waits to be counted. */
  drain(): Promise<void>;
}

/** What a reply says of itself. */
interface Facts {
  readonly endpoint: string;
  readonly provider: string;
  readonly model: string;
  readonly tokens: Usage | undefined;
  readonly estimated: boolean;
  /** The last one that was made with them: the next request is mostly alike. */
  subject: UsageSubject | undefined;
}

/** When it was, in milliseconds from the request. */
interface Times {
  readonly duration: number;
  readonly firstToken: number | undefined;
}

const MOST_MODEL_CHARACTERS = 100;

export function usage(options: UsageStageOptions): UsageStage {
  const { ledger, prices, clock, reader, shown } = options;
  const played = new ReplyMemo<Facts>();
  const counting = new Set<Promise<void>>();

  const add = (exchange: Exchange, source: string, status: number, facts: Facts, times: Times): void => {
    const { request, receivedAt } = exchange;
    const { model, tokens } = facts;
    const named = reader.of(request).user(request);
    const user = named === '' ? '' : shown(named, request);
    const keyId = principalOf(exchange)?.keyId ?? '';
    let { subject } = facts;
    if (subject?.keyId !== keyId || subject.user !== user || subject.status !== status || subject.source !== source) {
      subject = { keyId, user, endpoint: facts.endpoint, model, provider: facts.provider, source, status };
      facts.subject = subject;
    }
    // When it was asked, not when it was over.
    const at = Math.round(clock.date().getTime() - (clock.now() - receivedAt));
    ledger.add(subject, {
      at,
      tokens,
      estimated: facts.estimated,
      costNanoUsd: tokens === undefined ? undefined : prices.costOf(model, tokens, at),
      durationMs: times.duration,
      firstTokenMs: times.firstToken,
    });
  };

  const factsOf = (exchange: Exchange, hit: Hit | undefined, body: Uint8Array | undefined): Facts => {
    const { request } = exchange;
    const reading = reader.of(request);
    const { dialect, operation } = reading;
    const answer =
      hit === undefined || body === undefined
        ? undefined
        : dialect.answerOf({ status: hit.reply.status, headers: hit.reply.headers, body });
    const told = answer?.usage;
    const estimated =
      answer === undefined || told !== undefined
        ? undefined
        : estimatedUsage(reading.size(request)?.promptTokens ?? 0, answer);
    const model = answer?.model ?? reading.model(request) ?? '';
    const family = dialect.family === 'generic' ? '' : dialect.family;
    return {
      endpoint: operation.endpoint,
      provider: hit?.answeredBy?.name ?? exchange.upstream ?? family,
      model: model === '' ? '' : shown(cleanName(model, MOST_MODEL_CHARACTERS), request),
      tokens: told ?? estimated,
      estimated: estimated !== undefined,
      subject: undefined,
    };
  };

  const factsOfPlanned = (exchange: Exchange, hit: Hit, reply: PlannedReply): Facts => {
    const { bytes } = reply;
    if (hit.source !== 'cassette' || bytes.byteLength === 0) return factsOf(exchange, hit, bytes);
    let facts = played.get(reply);
    if (facts === undefined) {
      facts = factsOf(exchange, hit, bytes);
      played.set(reply, facts);
    }
    return facts;
  };

  const count = (exchange: Exchange, outcome: Outcome): Outcome => {
    const elapsed = clock.now() - exchange.receivedAt;
    if (outcome.kind !== 'hit') {
      const status = outcome.kind === 'miss' ? options.missStatus : outcome.error.status;
      add(exchange, 'none', status, factsOf(exchange, undefined, undefined), untold(elapsed));
      return outcome;
    }
    const { reply, source } = outcome;
    if (reply.kind === 'planned') {
      const status = reply.headless === true ? 0 : reply.status;
      add(exchange, source, status, factsOfPlanned(exchange, outcome, reply), timesOf(reply, elapsed));
      return outcome;
    }
    const over = async ({ times, body }: LiveBody): Promise<void> => {
      add(exchange, source, reply.status, factsOf(exchange, outcome, await body), times);
    };
    const metered = meterLive(reply, clock, exchange.receivedAt, (live) => {
      const counted = over(live).finally(() => counting.delete(counted));
      counting.add(counted);
    });
    return { ...outcome, reply: metered };
  };

  /** The server answers 500 for whoever fails. */
  const failed = (exchange: Exchange, error: unknown): never => {
    const elapsed = clock.now() - exchange.receivedAt;
    add(exchange, 'none', 500, factsOf(exchange, undefined, undefined), untold(elapsed));
    throw error;
  };

  return {
    stage: function usage(exchange, next) {
      try {
        const outcome = next(exchange);
        if (!(outcome instanceof Promise)) return count(exchange, outcome);
        return outcome.then(
          (settled) => count(exchange, settled),
          (error: unknown) => failed(exchange, error),
        );
      } catch (error) {
        return failed(exchange, error);
      }
    },
    async drain() {
      await Promise.all(counting);
    },
  };
}

function untold(duration: number): Times {
  return { duration, firstToken: undefined };
}

/** As planned; what was invented took its time before there was a plan. */
function timesOf({ timing, ends }: PlannedReply, elapsed: number): Times {
  const first = ends.length === 0 ? undefined : timing.chunks[0];
  return {
    duration: Math.max(timing.end, elapsed),
    firstToken: first === undefined ? undefined : Math.max(first, elapsed),
  };
}

/** Streams of OpenAI's tell their usage only to who asks for it, and are paid for all the same. */
function estimatedUsage(input: number, { choices }: Answer): Usage | undefined {
  if (choices.length === 0) return undefined;
  const reasoning = choices.reduce((sum, choice) => sum + estimateTokens(choice.reasoning), 0);
  const said = choices.flatMap(({ text, refusal, toolCalls }) => [
    text,
    refusal,
    ...toolCalls.flatMap((call) => [call.name, call.arguments]),
  ]);
  return {
    input,
    output: said.reduce((sum, text) => sum + estimateTokens(text), reasoning),
    cached: 0,
    reasoning,
  };
}
