/** The stage that re-times planned replies; live ones keep the time of their upstream. */

import type { Hit, Outcome, Stage } from '../../core/outcome.ts';
import { type Latency, retime } from '../../latency/retime.ts';

export function pace(latency: Latency): Stage {
  // A cassette gives the same object each time it plays a recording, so each is re-timed once.
  const known = new WeakMap<Hit, Hit>();
  const apply = (outcome: Outcome): Outcome => {
    if (outcome.kind !== 'hit' || outcome.reply.kind !== 'planned') return outcome;
    let paced = known.get(outcome);
    if (paced === undefined) {
      paced = { ...outcome, reply: retime(outcome.reply, latency) };
      known.set(outcome, paced);
    }
    return paced;
  };
  return function pace(exchange, next) {
    const outcome = next(exchange);
    return outcome instanceof Promise ? outcome.then(apply) : apply(outcome);
  };
}
