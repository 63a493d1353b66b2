/** Follows answers until they are over, and tells all who listen what became of each. */

import type { Clock } from '../core/clock.ts';
import type { Exchange } from '../core/exchange.ts';
import { faultHeader } from '../core/fault.ts';
import { headerOf } from '../core/headers.ts';
import { type MemoryAccount, MemoryBudget } from '../core/memory-budget.ts';
import type { Outcome } from '../core/outcome.ts';
import type { CutKind, Reply } from '../core/reply.ts';
import { type AnswerFacts, type AnswerFactsReader, isStreamed } from './answer-facts.ts';
import type {
  AnswerListener,
  AnswerObserver,
  AnswerRecord,
  AnswerSource,
  AnswerWatch,
  BegunAnswer,
  ChunkListener,
  ExchangeListener,
} from './answer-record.ts';
import type { RequestIdOf } from './request-id.ts';
import type { ShownRequest } from './shown-request.ts';

/** Bytes that all open live answers together are kept with, to read their usage at the end; of those that do not fit it is not known. */
const mostKept = 4 * 1024 * 1024;

export interface WatchOptions {
  readonly clock: Pick<Clock, 'now' | 'date'>;
  readonly requestId: RequestIdOf;
  readonly shown: ShownRequest;
  readonly facts: AnswerFactsReader;
  /** Told in this order. */
  readonly listeners: readonly AnswerListener[];
  /** Told after them; undefined where nobody wants to see the request again, which then is let go of while its answer is written. */
  readonly onExchange?: ExchangeListener | undefined;
  /** Hears of each chunk as it goes out; undefined where nobody wants to know, which costs nothing. */
  readonly onChunk: ChunkListener | undefined;
  /** Whether anybody looks at what live answers say: to keep and read them costs a fifth of what relaying them does. */
  readonly readsLive: () => boolean;
}

export class AnswerWatcher implements AnswerObserver {
  readonly requestId: RequestIdOf;
  readonly #options: WatchOptions;
  readonly #budget = new MemoryBudget(mostKept);
  /** Answers that are being written now, and are not written at once. */
  open = 0;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.requestId = options.requestId;
  }

  follow(begun: BegunAnswer): AnswerWatch | undefined {
    const { reply, exchange } = begun;
    const { onChunk, onExchange } = this.#options;
    const planned = reply.kind === 'planned';
    if (planned && reply.timing.end === 0 && reply.end === 'complete' && onChunk === undefined) return undefined;
    this.open += 1;
    // All of a planned answer is known before it is written. Where thousands are written at once, their requests are
    // most of what they take.
    const record = this.#recordOf(begun, planned ? this.#factsOf(begun) : unread);
    const kept = planned && onChunk === undefined && onExchange === undefined ? undefined : begun;
    return new Watch(record, exchange.receivedAt, kept, this.#options, this.#budget, (body) => {
      this.open -= 1;
      if (!planned && kept !== undefined) record.facts = this.#factsOf(kept, body);
      this.#tell(record, kept?.exchange);
    });
  }

  atOnce(begun: BegunAnswer, arrives: boolean): void {
    const { reply, exchange } = begun;
    const record = this.#recordOf(begun, this.#factsOf(begun));
    const bytes = reply.kind === 'planned' && arrives ? reply.bytes.byteLength : 0;
    record.duration = this.#options.clock.now() - exchange.receivedAt;
    if (bytes > 0) {
      record.firstChunk = record.duration;
      record.chunks = 1;
      record.bytes = bytes;
    }
    if (!arrives) record.end = 'client-gone';
    this.#tell(record, exchange);
  }

  /** As it is before anything is written. */
  #recordOf({ exchange, outcome, reply, requestId }: BegunAnswer, facts: AnswerFacts): OpenRecord {
    const hit = outcome.kind === 'hit' ? outcome : undefined;
    const interaction = hit?.interaction;
    const { request, selection } = exchange;
    return {
      exchange: exchange.id,
      requestId,
      received: 0,
      method: request.method,
      target: this.#options.shown.target(request),
      upstream: hit?.answeredBy?.name ?? exchange.upstream,
      cassette: interaction === undefined ? selection.cassette : interaction.slice(0, interaction.indexOf('/')),
      source: hit?.source ?? sources[outcome.kind],
      interaction,
      status: reply.kind === 'planned' && reply.headless === true ? undefined : reply.status,
      fault: headerOf(reply.headers, faultHeader),
      firstChunk: undefined,
      duration: 0,
      chunks: 0,
      bytes: 0,
      end: 'complete',
      facts,
    };
  }

  #factsOf({ exchange, outcome, reply }: BegunAnswer, body?: Uint8Array): AnswerFacts {
    return this.#options.facts.of(exchange, outcome, reply, body);
  }

  /** `exchange` is undefined where no listener wants it. */
  #tell(record: OpenRecord, exchange: Exchange | undefined): void {
    const { clock, listeners, onExchange } = this.#options;
    record.received = clock.date().getTime() - record.duration;
    for (const listener of listeners) listener(record);
    if (exchange !== undefined) onExchange?.(record, exchange);
  }
}

const sources: Readonly<Record<Outcome['kind'], AnswerSource>> = { hit: 'cassette', miss: 'none', refusal: 'llmsim' };

/** Of a live reply, while its end is not known. */
const unread: AnswerFacts = { endpoint: '', family: 'generic', model: undefined, streamed: false, answer: undefined };

/** While its answer is written. */
type OpenRecord = { -readonly [Name in keyof AnswerRecord]: AnswerRecord[Name] };

class Watch implements AnswerWatch {
  readonly #record: OpenRecord;
  readonly #receivedAt: number;
  readonly #clock: Pick<Clock, 'now'>;
  /** For those who want to see all of it. */
  readonly #begun: BegunAnswer | undefined;
  readonly #onChunk: ChunkListener | undefined;
  readonly #over: (body: Uint8Array | undefined) => void;
  /** Of a live reply, while it is worth reading. */
  #kept: Uint8Array[] | undefined;
  #memory: MemoryAccount | undefined;

  constructor(
    record: OpenRecord,
    receivedAt: number,
    begun: BegunAnswer | undefined,
    { clock, onChunk, readsLive }: WatchOptions,
    budget: MemoryBudget,
    over: (body: Uint8Array | undefined) => void,
  ) {
    this.#record = record;
    this.#receivedAt = receivedAt;
    this.#clock = clock;
    this.#begun = begun;
    this.#onChunk = onChunk;
    this.#over = over;
    const reply = begun?.reply;
    if (reply?.kind === 'live' && reply.status < 400 && readsLive() && isReadable(reply)) {
      this.#kept = [];
      this.#memory = budget.open();
    }
  }

  get reads(): boolean {
    return this.#onChunk !== undefined || this.#kept !== undefined;
  }

  chunk(bytes: Uint8Array): void {
    const record = this.#record;
    if (record.chunks === 0 || this.#onChunk !== undefined) {
      const at = this.#clock.now() - this.#receivedAt;
      record.firstChunk ??= at;
      if (this.#begun !== undefined) this.#onChunk?.(this.#begun, bytes, at);
    }
    this.passed(1, bytes.byteLength);
    if (this.#kept === undefined) return;
    if (this.#memory?.take(bytes.byteLength) === true) this.#kept.push(bytes);
    else this.#drop();
  }

  passed(chunks: number, bytes: number): void {
    this.#record.chunks += chunks;
    this.#record.bytes += bytes;
  }

  cut(how: CutKind): void {
    this.#record.end = how;
  }

  closed(finished: boolean): void {
    const record = this.#record;
    record.duration = this.#clock.now() - this.#receivedAt;
    if (!finished && record.end === 'complete') record.end = 'client-gone';
    this.#over(this.#body());
    this.#drop();
  }

  #drop(): void {
    this.#kept = undefined;
    this.#memory?.release();
    this.#memory = undefined;
  }

  /** All of a live reply; undefined where it was too long, is of another kind, or did not come to its end. */
  #body(): Uint8Array | undefined {
    return this.#kept === undefined || this.#record.end !== 'complete' ? undefined : Buffer.concat(this.#kept);
  }
}

/** What may hold a model's answer, and can be read as it is. */
function isReadable(reply: Reply): boolean {
  return (
    headerOf(reply.headers, 'content-encoding') === undefined &&
    (isStreamed(reply) || /^application\/json\b/i.test(headerOf(reply.headers, 'content-type') ?? ''))
  );
}
