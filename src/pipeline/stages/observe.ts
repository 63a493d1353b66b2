/** The stage that tells somebody what became of each exchange. */

import type { Exchange } from '../../core/exchange.ts';
import type { Outcome, Stage } from '../../core/outcome.ts';

export function observe(tell: (exchange: Exchange, outcome: Outcome) => void): Stage {
  return function observe(exchange, next) {
    const told = (outcome: Outcome): Outcome => {
      tell(exchange, outcome);
      return outcome;
    };
    const outcome = next(exchange);
    return outcome instanceof Promise ? outcome.then(told) : told(outcome);
  };
}
