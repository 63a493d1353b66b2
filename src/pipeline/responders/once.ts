/** The mode `once`: a cassette that is absent at its first use is recorded for this run, one that is there only replayed. */

import type { Exchange } from '../../core/exchange.ts';
import type { Responder } from '../../core/outcome.ts';

/**
 * @param cassetteOf the cassette that an exchange belongs to
 * @param exists whether that cassette was there when the run began
 */
export function once(
  cassetteOf: (exchange: Exchange) => string,
  exists: (cassette: string) => boolean,
  replaying: Responder,
  recording: Responder,
): Responder {
  const decided = new Map<string, Responder>();
  return function once(exchange) {
    const name = cassetteOf(exchange);
    let responder = decided.get(name);
    if (responder === undefined) {
      responder = exists(name) ? replaying : recording;
      decided.set(name, responder);
    }
    return responder(exchange);
  };
}
