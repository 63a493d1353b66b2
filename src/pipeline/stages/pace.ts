/** The stage that re-times planned replies; live ones keep the time of their upstream. */

import type { Hit, Outcome, Stage } from '../../core/outcome.ts';
import type { PlannedReply } from '../../core/reply.ts';
import { type Latency, retime } from '../../latency/retime.ts';

export function pace(latency: Latency): Stage {
  // A cassette's replies are the same objects at every hit, so each is re-timed once.
  const known = new WeakMap<PlannedReply, PlannedReply>();
  const repace = (reply: PlannedReply): PlannedReply => {
    let paced = known.get(reply);
    if (paced === undefined) {
      paced = retime(reply, latency);
      known.set(reply, paced);
    }
    return paced;
  };
  const apply = (outcome: Outcome): Outcome =>
    outcome.kind === 'hit' && outcome.reply.kind === 'planned'
      ? ({ ...outcome, reply: repace(outcome.reply) } satisfies Hit)
      : outcome;
  return function pace(exchange, next) {
    const outcome = next(exchange);
    return outcome instanceof Promise ? outcome.then(apply) : apply(outcome);
  };
}
