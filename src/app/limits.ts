/** Puts together what holds clients to rate limits: what is left of each limit, and the stage that asks. */

import { type LimitPolicy, noLimits } from '../access/limits/limit-set.ts';
import { RateLimiter } from '../access/limits/rate-limiter.ts';
import type { Clock } from '../core/clock.ts';
import type { Stage } from '../core/outcome.ts';
import type { RequestReader } from '../pipeline/request-reading.ts';
import { rateLimit } from '../pipeline/stages/rate-limit.ts';

export interface Limits {
  readonly stage: Stage;
  /** Takes what a configuration says that was read again; what is left of a limit that stays, stays. */
  reconfigure(policy: LimitPolicy | undefined): void;
}

/** @param policy undefined for no limits but those of keys */
export function startLimits(policy: LimitPolicy | undefined, clock: Clock, reader: RequestReader): Limits {
  let inForce = policy ?? noLimits;
  return {
    stage: rateLimit({ limiter: new RateLimiter(), policy: () => inForce, clock, reader }),
    reconfigure(changed) {
      inForce = changed ?? noLimits;
    },
  };
}
