/** A latency profile: how long a provider's model takes for each part of an answer, as distributions. Time is in milliseconds. */

import type { Distribution } from './distribution.ts';

/** How much a figure can be trusted: A many samples and percentiles, B a median or few samples, C one page without its method. */
export type Grade = 'A' | 'B' | 'C';

/** Where a profile's figures come from; undefined of one that a user gives. */
export interface ProfileOrigin {
  readonly provider: string;
  readonly model: string;
  /** `2026-04-03`, or a month or year where no more is known. */
  readonly date: string;
  /** Who measured it and how, in words. */
  readonly source: string;
  /** How many measurements; undefined where the source does not say. */
  readonly samples: number | undefined;
  readonly grade: { readonly ttft: Grade; readonly speed: Grade };
  /** What a reader must know besides: what is an estimate, where sources disagree. */
  readonly note?: string;
}

export interface TimeToFirstToken {
  /** A floor and a log-normal body, as most hosted models show. */
  readonly body: Distribution;
  /** With this probability (0.01 to 0.03) a draw comes from the slow tail instead. */
  readonly spike: { readonly weight: number; readonly tail: Distribution } | undefined;
  /**
   * Factor of the uncached prompt length n, in tokens: `floor + a · n^alpha`, which is 1 at the length that the body was measured
   * at. Undefined where it is not known.
   */
  readonly prompt: { readonly floor: number; readonly a: number; readonly alpha: number } | undefined;
}

/** How the tokens behind the first come. */
export type Pace =
  /** One draw of tokens per second a request; a gap is tokens ÷ speed × jitter, whose log is normal with this deviation. */
  | { readonly kind: 'speed'; readonly tokensPerSecond: Distribution; readonly jitter: number }
  /** One draw of a gap an event, whatever is in it. */
  | { readonly kind: 'gap'; readonly gap: Distribution };

/** What a provider's machines can do at once; requests beyond that wait, and beyond the queue are refused with 429. */
export interface LoadSettings {
  /** Requests that run at once. */
  readonly concurrency: number;
  /** Requests that may wait. */
  readonly queue: number;
  /** How much slower everything is when all slots are taken: 1 not at all, 2 half the speed; between, in proportion. */
  readonly slowdown: number;
}

/** How long a model takes, as `builtInProfile` gives it; docs/latency-profiles.md says how to write one. */
export interface LatencyProfile {
  readonly id: string;
  readonly about: ProfileOrigin | undefined;
  readonly ttft: TimeToFirstToken;
  /**
   * A pause of its own before the first token of text, for models that reason without showing it; where the reasoning is shown, its
   * tokens take the time. Undefined: reasoning tokens that were billed come at the model's speed.
   */
  readonly thinking: Distribution | undefined;
  readonly pace: Pace;
  /** How many tokens come in one event, where an answer is invented: an id of `event-sizes.ts`; undefined for the model's own. */
  readonly events: string | undefined;
  readonly load: LoadSettings | undefined;
}
