/** What an exchange is about, beside its times: which endpoint and model it asked, and what the answer cost. */

import type { Answer } from '../core/answer.ts';
import type { DialectFamily } from '../core/dialect.ts';
import type { Exchange } from '../core/exchange.ts';
import { faultHeader } from '../core/fault.ts';
import { headerOf, mediaType } from '../core/headers.ts';
import type { Outcome } from '../core/outcome.ts';
import type { Reply, ReplyHead } from '../core/reply.ts';
import { dialectOf } from '../dialects/list.ts';
import type { ShownRequest } from './shown-request.ts';

export interface AnswerFacts {
  /** `chat-completions`; of paths that no dialect knows, words of the path. */
  readonly endpoint: string;
  readonly family: DialectFamily;
  /** As the request named it, redacted; undefined where it names none. */
  readonly model: string | undefined;
  /** Whether the body is a stream of events. */
  readonly streamed: boolean;
  /** What the reply says, read when first asked for; undefined for one that is no model's answer, or is not whole. */
  readonly answer: Said | undefined;
}

/** Of an answer, what is counted; none of its words. */
export interface Said {
  /** As the reply names it. */
  readonly model: string | undefined;
  readonly usage: Answer['usage'];
  /** The provider's own words, one a choice. */
  readonly finishes: readonly string[];
}

const streams: ReadonlySet<string> = new Set([
  'text/event-stream',
  'application/x-ndjson',
  'application/vnd.amazon.eventstream',
]);

export function isStreamed(head: ReplyHead): boolean {
  return streams.has(mediaType(headerOf(head.headers, 'content-type')));
}

export class AnswerFactsReader {
  readonly #shown: ShownRequest;
  /** A recording's body is one object each time it is played, whatever stages have made of its head. */
  readonly #played = new WeakMap<Uint8Array, AnswerFacts>();

  constructor(shown: ShownRequest) {
    this.#shown = shown;
  }

  /** @param body all of it, where the reply does not hold it; undefined where it is not known */
  of(exchange: Exchange, outcome: Outcome, reply: Reply, body?: Uint8Array): AnswerFacts {
    const whole = reply.kind === 'planned' ? reply.bytes : undefined;
    const keep = whole !== undefined && whole.byteLength > 0 && outcome.kind === 'hit' && outcome.source === 'cassette';
    const known = keep ? this.#played.get(whole) : undefined;
    if (known !== undefined) return known;
    const facts = this.#read(exchange, outcome, reply, body ?? whole);
    // A fault may have left the body as it is, and said otherwise of it.
    if (keep && headerOf(reply.headers, faultHeader) === undefined) this.#played.set(whole, facts);
    return facts;
  }

  #read(exchange: Exchange, outcome: Outcome, reply: Reply, body: Uint8Array | undefined): AnswerFacts {
    const { request } = exchange;
    const { dialect, operation } = dialectOf(request);
    const { model } = dialect.describe(request);
    const { status, headers } = reply;
    return new Facts(
      operation.endpoint,
      dialect.family,
      model === undefined ? undefined : this.#shown.model(model, request),
      isStreamed(reply),
      () => {
        if (body === undefined || outcome.kind !== 'hit' || status >= 400) return undefined;
        return saidOf(dialect.answerOf({ status, headers, body }));
      },
    );
  }
}

class Facts implements AnswerFacts {
  readonly endpoint: string;
  readonly family: DialectFamily;
  readonly model: string | undefined;
  readonly streamed: boolean;
  /** Let go of once it is used, for it holds the body. */
  #read: (() => Said | undefined) | undefined;
  #said: Said | undefined;

  constructor(
    endpoint: string,
    family: DialectFamily,
    model: string | undefined,
    streamed: boolean,
    read: () => Said | undefined,
  ) {
    this.endpoint = endpoint;
    this.family = family;
    this.model = model;
    this.streamed = streamed;
    this.#read = read;
  }

  get answer(): Said | undefined {
    if (this.#read !== undefined) {
      this.#said = this.#read();
      this.#read = undefined;
    }
    return this.#said;
  }
}

function saidOf(answer: Answer | undefined): Said | undefined {
  if (answer === undefined) return undefined;
  const { model, usage, choices } = answer;
  return { model, usage, finishes: choices.flatMap(({ finish }) => finish ?? []) };
}
