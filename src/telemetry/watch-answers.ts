/** Follows answers until they are over, and tells all who listen what became of each. */

import type { Clock } from '../core/clock.ts';
import { headerOf } from '../core/headers.ts';
import { type MemoryAccount, MemoryBudget } from '../core/memory-budget.ts';
import type { Outcome } from '../core/outcome.ts';
import type { CutKind, Reply } from '../core/reply.ts';
import { type AnswerFactsReader, isStreamed } from './answer-facts.ts';
import type {
  AnswerEnd,
  AnswerListener,
  AnswerObserver,
  AnswerRecord,
  AnswerSource,
  AnswerWatch,
  BegunAnswer,
  ChunkListener,
} from './answer-record.ts';
import type { RequestIdOf } from './request-id.ts';
import type { ShownRequest } from './shown-request.ts';

/** On a reply that a fault was put into; its value is the fault as it was asked for. */
const faultHeader = 'x-llmsim-fault';

/** Bytes that all open live answers together are kept with, to read their usage at the end; of those that do not fit it is not known. */
const mostKept = 4 * 1024 * 1024;

export interface WatchOptions {
  readonly clock: Pick<Clock, 'now' | 'date'>;
  readonly requestId: RequestIdOf;
  readonly shown: ShownRequest;
  readonly facts: AnswerFactsReader;
  /** Told in this order. */
  readonly listeners: readonly AnswerListener[];
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
    const { reply } = begun;
    const { onChunk } = this.#options;
    const atOnce = reply.kind === 'planned' && reply.timing.end === 0 && reply.end === 'complete';
    if (atOnce && onChunk === undefined) return undefined;
    this.open += 1;
    return new Watch(begun, this.#options, this.#budget, (written) => {
      this.open -= 1;
      this.#tell(begun, written, written.body());
    });
  }

  atOnce(begun: BegunAnswer, arrives: boolean): void {
    const duration = this.#options.clock.now() - begun.exchange.receivedAt;
    const { reply } = begun;
    const bytes = reply.kind === 'planned' && arrives ? reply.bytes.byteLength : 0;
    this.#tell(begun, {
      firstChunk: bytes === 0 ? undefined : duration,
      duration,
      chunks: bytes === 0 ? 0 : 1,
      bytes,
      end: arrives ? 'complete' : 'client-gone',
    });
  }

  #tell({ exchange, outcome, reply, requestId }: BegunAnswer, written: Written, body?: Uint8Array): void {
    const hit = outcome.kind === 'hit' ? outcome : undefined;
    const interaction = hit?.interaction;
    const { request, selection } = exchange;
    const { clock, facts, shown, listeners } = this.#options;
    const record: AnswerRecord = {
      exchange: exchange.id,
      requestId,
      received: clock.date().getTime() - written.duration,
      method: request.method,
      target: shown.target(request),
      upstream: hit?.answeredBy?.name ?? exchange.upstream,
      cassette: interaction === undefined ? selection.cassette : interaction.slice(0, interaction.indexOf('/')),
      source: hit?.source ?? sources[outcome.kind],
      interaction,
      status: reply.kind === 'planned' && reply.headless === true ? undefined : reply.status,
      fault: headerOf(reply.headers, faultHeader),
      firstChunk: written.firstChunk,
      duration: written.duration,
      chunks: written.chunks,
      bytes: written.bytes,
      end: written.end,
      facts: facts.of(exchange, outcome, reply, body),
    };
    for (const listener of listeners) listener(record, exchange);
  }
}

const sources: Readonly<Record<Outcome['kind'], AnswerSource>> = { hit: 'cassette', miss: 'none', refusal: 'llmsim' };

type Written = Pick<AnswerRecord, 'firstChunk' | 'duration' | 'chunks' | 'bytes' | 'end'>;

class Watch implements AnswerWatch, Written {
  readonly #begun: BegunAnswer;
  readonly #options: WatchOptions;
  readonly #over: (written: Watch) => void;
  readonly #memory: MemoryAccount;
  /** Of a live reply, while it is worth reading. */
  #kept: Uint8Array[] | undefined;
  firstChunk: number | undefined;
  duration = 0;
  chunks = 0;
  bytes = 0;
  end: AnswerEnd = 'complete';

  constructor(begun: BegunAnswer, options: WatchOptions, budget: MemoryBudget, over: (written: Watch) => void) {
    const { reply } = begun;
    this.#begun = begun;
    this.#memory = budget.open();
    this.#options = options;
    this.#over = over;
    if (reply.kind === 'live' && reply.status < 400 && options.readsLive() && isReadable(reply)) this.#kept = [];
  }

  chunk(bytes: Uint8Array): void {
    const { clock, onChunk } = this.#options;
    if (this.chunks === 0 || onChunk !== undefined) {
      const at = clock.now() - this.#begun.exchange.receivedAt;
      this.firstChunk ??= at;
      onChunk?.(this.#begun, bytes, at);
    }
    this.chunks += 1;
    this.bytes += bytes.byteLength;
    if (this.#kept === undefined) return;
    if (this.#memory.take(bytes.byteLength)) this.#kept.push(bytes);
    else this.#drop();
  }

  cut(how: CutKind): void {
    this.end = how;
  }

  closed(finished: boolean): void {
    this.duration = this.#options.clock.now() - this.#begun.exchange.receivedAt;
    if (!finished && this.end === 'complete') this.end = 'client-gone';
    this.#over(this);
    this.#drop();
  }

  #drop(): void {
    this.#kept = undefined;
    this.#memory.release();
  }

  /** All of a live reply; undefined where it was too long, is of another kind, or did not come to its end. */
  body(): Uint8Array | undefined {
    return this.#kept === undefined || this.end !== 'complete' ? undefined : Buffer.concat(this.#kept);
  }
}

/** What may hold a model's answer, and can be read as it is. */
function isReadable(reply: Reply): boolean {
  return (
    headerOf(reply.headers, 'content-encoding') === undefined &&
    (isStreamed(reply) || /^application\/json\b/i.test(headerOf(reply.headers, 'content-type') ?? ''))
  );
}
