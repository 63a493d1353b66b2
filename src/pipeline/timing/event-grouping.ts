/** How many tokens an invented answer has in one event, where its latency profile says it: kept beside the exchange for who invents it. */

import type { Exchange } from '../../core/exchange.ts';

const known = new WeakMap<Exchange, string>();

/** @param sizes an id of `latency/event-sizes.ts` */
export function setEventSizes(exchange: Exchange, sizes: string): void {
  known.set(exchange, sizes);
}

/** Undefined where the model's own sizes count. */
export function eventSizesIdOf(exchange: Exchange): string | undefined {
  return known.get(exchange);
}
