/** Limits as they are configured: so much of something in so much time, for whom and for which models. */

import type { Counted } from '../../core/rate-limits.ts';

export const minute = 60_000;
export const day = 86_400_000;

/** So much of something in so much time; a token bucket that begins full. */
export interface LimitWindow {
  readonly counts: Counted;
  readonly limit: number;
  /** Milliseconds. */
  readonly per: number;
}

/** What somebody is held to: all of it. */
export interface LimitSet {
  readonly windows: readonly LimitWindow[];
  /** How many answers may be under way at once. */
  readonly concurrency: number | undefined;
}

/** What a client is held to when it asks for some models. */
export interface ModelLimits {
  /** Names of models, with `*` for anything. */
  readonly patterns: readonly string[];
  /** All models that match take from one limit, as a provider's families of models do; else each has its own. */
  readonly shared: boolean;
  readonly limits: LimitSet;
}

/** What one client is held to. */
export interface ClientLimits {
  readonly all: LimitSet | undefined;
  /** The first that matches holds. */
  readonly models: readonly ModelLimits[];
}

/** Rate limits: a request falls under those of the organisation, of its client and of its model. */
export interface LimitPolicy {
  /** All clients together. */
  readonly organisation: LimitSet | undefined;
  /** Each client: each key, or each credential where there are no keys. */
  readonly client: ClientLimits;
  /** In place of `client` for keys of that tier; a tier that is not here may be a preset. */
  readonly tiers: ReadonlyMap<string, ClientLimits>;
}

/** Nobody is held to anything; spread it and change what you need. */
export const noLimits: LimitPolicy = {
  organisation: undefined,
  client: { all: undefined, models: [] },
  tiers: new Map(),
};
