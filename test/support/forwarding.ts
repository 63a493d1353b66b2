/** What tests of the upstream side need: an exchange with a client that can leave, and a sink that remembers. */

import type { Exchange } from '../../src/core/exchange.ts';
import type { HeaderList } from '../../src/core/headers.ts';
import { unmetered } from '../../src/core/memory-budget.ts';
import type { EndKind, LiveReply, ReplySink } from '../../src/core/reply.ts';

export interface RequestParts {
  readonly method?: string;
  readonly target?: string;
  readonly headers?: HeaderList;
  readonly body?: string;
  readonly bodyRest?: AsyncIterable<Uint8Array>;
}

export interface TestExchange {
  readonly exchange: Exchange;
  /** The 1xx answers that the client was given. */
  readonly informed: [status: number, headers: HeaderList][];
  /** The client closes its connection. */
  leave(): void;
}

/** A POST of `{}` to /v1/chat/completions unless told otherwise. */
export function exchangeOf(parts: RequestParts = {}): TestExchange {
  const informed: [number, HeaderList][] = [];
  const listeners: (() => void)[] = [];
  let gone = false;
  const exchange: Exchange = {
    id: 1,
    request: {
      method: parts.method ?? 'POST',
      target: parts.target ?? '/v1/chat/completions',
      headers: parts.headers ?? [['Content-Type', 'application/json']],
      body: Buffer.from(parts.body ?? (parts.method === 'GET' || parts.method === 'HEAD' ? '' : '{}')),
    },
    bodyRest: parts.bodyRest,
    upstream: undefined,
    selection: { cassette: undefined, session: undefined },
    receivedAt: 0,
    client: {
      get gone() {
        return gone;
      },
      onGone: (listener) => listeners.push(listener),
      inform: (status, headers) => informed.push([status, headers]),
    },
    memory: unmetered,
    address: { base: 'http://127.0.0.1:8080', selection: '', prefixed: false },
  };
  return {
    exchange,
    informed,
    leave() {
      gone = true;
      for (const listener of listeners) listener();
    },
  };
}

/** Takes everything, or as long as `wants` says so. */
export class MemorySink implements ReplySink {
  readonly chunks: Buffer[] = [];
  trailers: HeaderList = [];
  how: EndKind | undefined;
  readonly ended: Promise<EndKind>;
  wants = true;
  #finish: (how: EndKind) => void = () => {};
  #watchers: (() => void)[] = [];

  constructor() {
    this.ended = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString('latin1');
  }

  /** Resolves when at least `count` bytes have come. */
  async bytes(count: number): Promise<void> {
    while (this.text.length < count) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  chunk(bytes: Uint8Array): boolean {
    this.chunks.push(Buffer.from(bytes));
    for (const watcher of this.#watchers.splice(0)) watcher();
    return this.wants;
  }

  end(trailers: HeaderList): void {
    this.trailers = trailers;
    this.#over('complete');
  }

  fail(how: Exclude<EndKind, 'complete'>): void {
    this.#over(how);
  }

  #over(how: EndKind): void {
    if (this.how !== undefined) throw new Error(`the sink heard of a second end: ${this.how}, then ${how}`);
    this.how = how;
    this.#finish(how);
  }
}

/** The whole reply. */
export async function collect(reply: LiveReply): Promise<MemorySink> {
  const sink = new MemorySink();
  reply.subscribe(sink);
  await sink.ended;
  return sink;
}
