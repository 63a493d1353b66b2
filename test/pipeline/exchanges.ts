/** What tests of the pipeline need: exchanges and outcomes to pass around, and a live reply that a test speaks for. */

import type { Exchange } from '../../src/core/exchange.ts';
import type { HeaderList } from '../../src/core/headers.ts';
import type { Hit, Outcome } from '../../src/core/outcome.ts';
import type { LiveReply, PlannedReply, ReplySink } from '../../src/core/reply.ts';
import { exchangeOf, type RequestParts } from '../support/forwarding.ts';

/** An exchange with the given parts; the rest is ordinary. */
export function exchangeWith(request: RequestParts = {}, others: Partial<Exchange> = {}): Exchange {
  return { ...exchangeOf(request).exchange, ...others };
}

export function plannedReply(text = '', parts: Partial<PlannedReply> = {}): PlannedReply {
  const bytes = Buffer.from(text);
  return {
    kind: 'planned',
    status: 200,
    statusText: '',
    headers: [],
    bytes,
    ends: text === '' ? [] : [bytes.length],
    timing: { head: 0, chunks: text === '' ? [] : [0], end: 0 },
    end: 'complete',
    ...parts,
  };
}

export function hitOf(text = '', parts: Partial<PlannedReply> = {}): Hit {
  return {
    kind: 'hit',
    source: 'cassette',
    interaction: 'default/a',
    reply: plannedReply(text, parts),
    answeredBy: { name: 'openai', origin: 'https://api.openai.com', basePath: '' },
  };
}

/** The text of a planned hit. */
export function textOf(outcome: Outcome): string {
  if (outcome.kind !== 'hit' || outcome.reply.kind !== 'planned') throw new Error(`no planned reply: ${outcome.kind}`);
  return Buffer.from(outcome.reply.bytes).toString();
}

export interface LiveHead {
  readonly status?: number;
  readonly headers?: HeaderList;
}

/** A reply that says what the test says; `asked` is what was wanted of it. */
export class SpokenReply implements LiveReply {
  readonly kind = 'live';
  readonly status: number;
  readonly statusText = 'OK';
  readonly headers: HeaderList;
  readonly asked: string[] = [];
  #sink: ReplySink | undefined;

  constructor({ status = 200, headers = [['content-type', 'application/json']] }: LiveHead = {}) {
    this.status = status;
    this.headers = headers;
  }

  get sink(): ReplySink {
    if (this.#sink === undefined) throw new Error('nobody has subscribed');
    return this.#sink;
  }

  say(text: string | Uint8Array): boolean {
    return this.sink.chunk(typeof text === 'string' ? Buffer.from(text) : text);
  }

  subscribe(sink: ReplySink): void {
    this.#sink = sink;
  }
  pause(): void {
    this.asked.push('pause');
  }
  resume(): void {
    this.asked.push('resume');
  }
  abort(): void {
    this.asked.push('abort');
  }
}
