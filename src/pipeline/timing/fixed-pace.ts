/** The stage that plays recorded times as they are, scaled, or not at all. */

import type { Hit, Outcome, Stage } from '../../core/outcome.ts';
import { type FixedLatency, retime } from '../../latency/retime.ts';

export function fixedPace(latency: FixedLatency): Stage {
  if (latency.kind === 'recorded' && latency.speed === 1) return (exchange, next) => next(exchange);
  const apply = retimer(latency);
  return function fixedPace(exchange, next) {
    const outcome = next(exchange);
    return outcome instanceof Promise ? outcome.then(apply) : apply(outcome);
  };
}

/** Re-times planned replies; live ones keep the time of their upstream. */
export function retimer(latency: FixedLatency): (outcome: Outcome) => Outcome {
  if (latency.kind === 'recorded' && latency.speed === 1) return (outcome) => outcome;
  // A cassette gives the same object each time it plays a recording, so each is re-timed once.
  const known = new WeakMap<Hit, Hit>();
  return (outcome) => {
    if (outcome.kind !== 'hit' || outcome.reply.kind !== 'planned') return outcome;
    let paced = known.get(outcome);
    if (paced === undefined) {
      paced = { ...outcome, reply: retime(outcome.reply, latency) };
      known.set(outcome, paced);
    }
    return paced;
  };
}
