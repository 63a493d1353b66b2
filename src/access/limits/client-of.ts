/** Who a request comes from, as far as limits are concerned. */

import type { Exchange } from '../../core/exchange.ts';
import { presentedKey } from '../credentials.ts';
import { keyHash } from '../key-text.ts';
import { type Principal, principalOf } from '../principal.ts';

export interface Client {
  readonly id: string;
  readonly principal: Principal | undefined;
}

/** The key that llmsim knows, else whoever presents the same credential; those without one are one client together. */
export function clientOf(exchange: Exchange): Client {
  const principal = principalOf(exchange);
  if (principal !== undefined) return { id: principal.keyId, principal };
  const key = presentedKey(exchange.request)?.key;
  // Limits are kept for a while; a key is not.
  const id = key === undefined ? 'anybody' : `credential ${keyHash(key)}`;
  return { id, principal: undefined };
}
