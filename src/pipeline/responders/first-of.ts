/** Asks responders in order; the first that does not miss answers, and all misses together explain themselves. */

import type { Exchange } from '../../core/exchange.ts';
import type { MissReason, Outcome, Responder } from '../../core/outcome.ts';

export function firstOf(...responders: readonly Responder[]): Responder {
  return function firstOf(exchange) {
    return ask(exchange, responders, 0, []);
  };
}

function ask(
  exchange: Exchange,
  responders: readonly Responder[],
  index: number,
  reasons: readonly MissReason[],
): Outcome | Promise<Outcome> {
  const responder = responders[index];
  if (responder === undefined) return { kind: 'miss', reasons };
  const decide = (outcome: Outcome): Outcome | Promise<Outcome> =>
    outcome.kind === 'miss' ? ask(exchange, responders, index + 1, [...reasons, ...outcome.reasons]) : outcome;
  const outcome = responder(exchange);
  return outcome instanceof Promise ? outcome.then(decide) : decide(outcome);
}
