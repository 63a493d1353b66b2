/** Who sent a request: the key that `authenticate` found, kept beside the exchange for the stages behind it. */

import type { Exchange } from '../core/exchange.ts';

/** The holder of a key. Everything but the id and the name is undefined where the key does not say it. */
export interface Principal {
  /** Names the key in tables and logs; it is no secret. */
  readonly keyId: string;
  readonly name: string;
  /** A preset of rate limits. */
  readonly tier: string | undefined;
  /** Requests a minute. */
  readonly rpm: number | undefined;
  /** Tokens a minute. */
  readonly tpm: number | undefined;
}

/** Whether the key itself says what its holder may ask for. */
export function hasLimits(principal: Principal | undefined): boolean {
  return principal?.tier !== undefined || principal?.rpm !== undefined || principal?.tpm !== undefined;
}

const known = new WeakMap<Exchange, Principal>();

/** Undefined where nobody asked for a key, or the request carries none and need not. */
export function principalOf(exchange: Exchange): Principal | undefined {
  return known.get(exchange);
}

/** Only `authenticate` says who it is; a stage that hands on a copy of an exchange says it of the copy. */
export function setPrincipal(exchange: Exchange, principal: Principal): void {
  known.set(exchange, principal);
}
