/** What became of an exchange, and the two function shapes that the pipeline is made of. */

import type { ApiError } from './api-error.ts';
import type { Exchange } from './exchange.ts';
import type { HeaderList } from './headers.ts';
import type { Reply } from './reply.ts';

/** Who answered; the reply's header `x-llmsim-source`. */
export type Source = 'cassette' | 'upstream' | 'rule' | 'generator' | 'fault';

export interface Hit {
  readonly kind: 'hit';
  readonly source: Source;
  /** `<cassette>/<file name without .json>`, where one is known. */
  readonly interaction: string | undefined;
  readonly reply: Reply;
  /** Headers of this one answer. They go out behind the reply's own, which all answers of one recording share. */
  readonly extraHeaders?: HeaderList;
  /** The recording was of the other form: a stream put together, or a whole answer taken apart. */
  readonly crossStream?: 'joined' | 'split';
  /** The upstream that answered, now or when it was recorded; undefined of an invented answer. */
  readonly answeredBy: UpstreamPlace | undefined;
}

/** Where an upstream is: what its URLs in an answer begin with. */
export interface UpstreamPlace {
  readonly name: string;
  readonly origin: string;
  /** Empty, or `/…` without a closing slash. */
  readonly basePath: string;
}

export type MissReason =
  | { readonly kind: 'no-recording'; readonly cassettes: readonly string[]; readonly keyPrefix: string }
  | { readonly kind: 'cassette-absent'; readonly cassette: string }
  | { readonly kind: 'exhausted'; readonly cassette: string; readonly recordings: number }
  | { readonly kind: 'defective'; readonly file: string; readonly problem: string }
  /** No generator knows such an endpoint; `near` are paths of some that are known. */
  | { readonly kind: 'not-synthesisable'; readonly near: readonly string[] };

export interface Miss {
  readonly kind: 'miss';
  readonly reasons: readonly MissReason[];
}

/** llmsim itself refuses or cannot: upstream unreachable, body too large, upgrade asked for. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly error: ApiError;
}

export type Outcome = Hit | Miss | Refusal;

/** Answers synchronously where it can: a promise on the hot path costs more than the lookup. */
export type Responder = (exchange: Exchange) => Outcome | Promise<Outcome>;
export type Stage = (exchange: Exchange, next: Responder) => Outcome | Promise<Outcome>;
