/** One exchange as the usage ledger keeps it. */

import type { Usage } from '../core/answer.ts';

/** What many exchanges have in common; empty text is what is not known. No text holds a NUL. */
export interface UsageSubject {
  readonly keyId: string;
  /** Whom the client says it asks for. */
  readonly user: string;
  /** What was asked for, as `chat-completions`. */
  readonly endpoint: string;
  readonly model: string;
  readonly provider: string;
  /** `cassette`, `rule`, `generator`, `upstream`, or `none` where llmsim itself had to say no. */
  readonly source: string;
  readonly status: number;
}

export interface UsageFigures {
  /** When it was asked, in milliseconds since 1970. */
  readonly at: number;
  /** Undefined where there is nothing to count. */
  readonly tokens: Usage | undefined;
  /** The reply does not tell its tokens: they are what its texts come to by a rule of thumb. */
  readonly estimated: boolean;
  /** Billionths of a US dollar; undefined where the model has no price. */
  readonly costNanoUsd: number | undefined;
  readonly durationMs: number;
  /** Until the first byte of the body; undefined where there is none. */
  readonly firstTokenMs: number | undefined;
}
