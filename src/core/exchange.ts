/** One request on its way to an answer: the request, how the client addressed it, and the client itself. */

import type { HeaderList } from './headers.ts';
import type { MemoryAccount } from './memory-budget.ts';
import type { SimRequest } from './request.ts';

/** What `/@cassette~session` or the header `x-llmsim-cassette` chose; the empty selection means all cassettes. */
export interface Selection {
  readonly cassette: string | undefined;
  /** Sequence state is kept per selection; a session gives the same cassette a state of its own. */
  readonly session: string | undefined;
}

export interface ClientConnection {
  readonly gone: boolean;
  /** Calls `listener` once if the client leaves before its answer is complete. */
  onGone(listener: () => void): void;
  /** Passes a 1xx answer on. */
  inform(status: number, headers: HeaderList): void;
}

/** How a client reached llmsim, and so how it must be told to come again. */
export interface ClientAddress {
  /** What the client has for our origin: `http://127.0.0.1:8080`, without a closing slash. */
  readonly base: string;
  /** `/@cassette~session` when the client's path began with it, else empty. */
  readonly selection: string;
  /** Whether the client's path named the upstream. */
  readonly prefixed: boolean;
}

export interface Exchange {
  /** Counts up from 1 in a process; for logs. */
  readonly id: number;
  readonly request: SimRequest;
  /** The rest of a body that was too large to hold; such an exchange passes through and is not recorded. */
  readonly bodyRest: AsyncIterable<Uint8Array> | undefined;
  /** The upstream that a `/<upstream>/` prefix named. */
  readonly upstream: string | undefined;
  readonly selection: Selection;
  /** `clock.now()` when the request was completely received. */
  readonly receivedAt: number;
  readonly client: ClientConnection;
  /** What this exchange's bodies are charged to. */
  readonly memory: MemoryAccount;
  readonly address: ClientAddress;
}
