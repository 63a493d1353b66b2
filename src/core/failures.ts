/** How one provider fails, and how its answers can be made to say something else: what faults are made of. */

import type { ApiError } from './api-error.ts';
import type { CollectedReply } from './dialect.ts';
import type { Wording } from './fault.ts';

/** An error within a stream; the stream's own framing makes bytes of it. */
export interface ErrorEvent {
  /** The SSE `event:` name, or the exception's type in an AWS event stream. */
  readonly name: string | undefined;
  readonly value: object;
}

export interface Failures {
  /** The error in the provider's own words; with `retryAfter`, in seconds, where it tells when to come again. */
  errorOf(status: number, retryAfter: number | undefined): ApiError;
  /** The same error when the stream has begun; `events` were sent before. */
  errorEvent(error: ApiError, events: number): ErrorEvent;
  /**
   * The whole answer with other words, one wording for each of its choices, in their order; undefined for what is no model's
   * answer, and for words that the protocol cannot write. Never throws.
   */
  reword(whole: CollectedReply, wordings: readonly Wording[]): CollectedReply | undefined;
}
