/** What is known about an answer when it is over, and how it is followed until then. Holds no secret and no body. */

import type { Exchange } from '../core/exchange.ts';
import type { Outcome, Source } from '../core/outcome.ts';
import type { CutKind, Reply } from '../core/reply.ts';
import type { AnswerFacts } from './answer-facts.ts';

/** Who answered: `none` is a miss, `llmsim` a refusal of its own. */
export type AnswerSource = Source | 'none' | 'llmsim';

/** How an answer ended: as planned, badly as planned or as the upstream ended it, or by the client's leaving. */
export type AnswerEnd = 'complete' | CutKind | 'client-gone';

export interface AnswerRecord {
  /** The exchange's number in this process. */
  readonly exchange: number;
  readonly requestId: string;
  /** Milliseconds since 1970: when the request was completely received. */
  readonly received: number;
  readonly method: string;
  /** Path and query behind the addressing prefixes, redacted. */
  readonly target: string;
  /** The upstream that answered, now or when it was recorded; else the one that the path named. */
  readonly upstream: string | undefined;
  /** The one that the answer is from, or that the client chose. */
  readonly cassette: string | undefined;
  readonly source: AnswerSource;
  /** `<cassette>/<file name without .json>` */
  readonly interaction: string | undefined;
  /** Undefined when the client left before there was an answer. */
  readonly status: number | undefined;
  /** The fault that was injected, as it was asked for: `reset(after=3)`. */
  readonly fault: string | undefined;
  /** Milliseconds from the request to the first bytes of the body; undefined where none were written. */
  readonly firstChunk: number | undefined;
  /** Milliseconds from the request to the end of the answer. */
  readonly duration: number;
  /** As they were handed to the connection. */
  readonly chunks: number;
  readonly bytes: number;
  readonly end: AnswerEnd;
  readonly facts: AnswerFacts;
}

/** Follows one answer while it is written. */
export interface AnswerWatch {
  /** Whether it wants each chunk. If not, it need be given the first one only, and be told of the others by `passed`. */
  readonly reads: boolean;
  /** One chunk of the body goes to the connection now. */
  chunk(bytes: Uint8Array): void;
  /** So many chunks, of so many bytes together, have gone to the connection since the last call. */
  passed(chunks: number, bytes: number): void;
  /** The answer ends badly, as planned or as the upstream ended it; nothing more is written. */
  cut(how: CutKind): void;
  /** The response is closed; `finished` when all of it went out. Called once, last. */
  closed(finished: boolean): void;
}

/** An answer that is about to be written. */
export interface BegunAnswer {
  readonly exchange: Exchange;
  readonly outcome: Outcome;
  readonly reply: Reply;
  /** By which logs name the exchange. */
  readonly requestId: string;
}

/** Who is told of answers by the server. */
export interface AnswerObserver {
  /** @param given the client's own `x-request-id`, if it sent one */
  requestId(exchange: number, given: string | undefined): string;
  /** Before an answer is written: what follows it, or undefined where `atOnce` will do. */
  follow(begun: BegunAnswer): AnswerWatch | undefined;
  /** After an answer that nobody follows was written, all at once; not `arrives` where the client had left before. */
  atOnce(begun: BegunAnswer, arrives: boolean): void;
}

/** Hears of each answer that is over. */
export type AnswerListener = (record: AnswerRecord) => void;

/** The same, for one that looks at the request too: it is kept as long as its answer is written. */
export type ExchangeListener = (record: AnswerRecord, exchange: Exchange) => void;

/** Hears of each chunk as it goes out; `at` in milliseconds since the request was received. */
export type ChunkListener = (begun: BegunAnswer, bytes: Uint8Array, at: number) => void;
