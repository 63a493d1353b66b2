/** What is told about an exchange when it is over: to the terminal now, to journal and metrics later. Holds no secret. */

import type { EndKind } from '../core/reply.ts';

/** What became of the recording of an exchange. */
export type Saved =
  | { readonly kind: 'saved'; readonly interaction: string; readonly file: string }
  /** On purpose; `warn` when the user would not expect it. */
  | { readonly kind: 'skipped'; readonly why: string; readonly warn: boolean }
  /** Something that should have been saved was not: the run ends with exit code 1. */
  | { readonly kind: 'lost'; readonly why: string };

/** One recorded or forwarded request, when its answer is over. */
export interface ExchangeReport {
  /** By which the log's other lines name the exchange. */
  readonly requestId?: string;
  readonly method: string;
  /** Credentials redacted. */
  readonly target: string;
  readonly upstream: string | undefined;
  readonly model: string | undefined;
  /** Undefined when there was no answer. */
  readonly status: number | undefined;
  /** Milliseconds from the request to the first byte of the body; undefined where there was none. */
  readonly firstChunk: number | undefined;
  readonly duration: number;
  readonly chunks: number;
  readonly bytes: number;
  readonly end: EndKind | 'client-gone' | 'refused';
  readonly saved: Saved;
}
