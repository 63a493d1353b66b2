/** Puts stages around a responder, the first of the list outermost. */

import type { Responder, Stage } from '../core/outcome.ts';

export function compose(stages: readonly Stage[], responder: Responder): Responder {
  return stages.reduceRight<Responder>((next, stage) => (exchange) => stage(exchange, next), responder);
}
