/** The stage that asks for a key of llmsim's own, and refuses in the provider's words whoever has none. */

import { type PresentedKey, presentedKey } from '../../access/credentials.ts';
import { type KeyProblem, keyRefusal } from '../../access/key-refusals.ts';
import { isKeyText } from '../../access/key-text.ts';
import { setPrincipal } from '../../access/principal.ts';
import type { KeyVerdict } from '../../access/verified-keys.ts';
import type { Exchange } from '../../core/exchange.ts';
import type { Refusal, Stage } from '../../core/outcome.ts';
import { dialectOf } from '../../dialects/list.ts';

/** `optional`: who presents a key of llmsim's is held to it, and anybody else is let in. */
export type AuthMode = 'off' | 'optional' | 'required';

export interface KeyVerifier {
  verify(key: string): KeyVerdict;
}

export function authenticate(mode: Exclude<AuthMode, 'off'>, keys: KeyVerifier): Stage {
  return function authenticate(exchange, next) {
    const presented = presentedKey(exchange.request);
    // A provider's key, or a made-up one: who must have none of ours is not asked for one.
    const asked = presented !== undefined && (mode === 'required' || isKeyText(presented.key));
    if (!asked) return mode === 'required' ? refusal(exchange, 'missing', presented) : next(exchange);
    const verdict = keys.verify(presented.key);
    if (verdict.kind === 'unknown') return refusal(exchange, 'unknown', presented);
    // Also of who is refused: logs tell whose key it was.
    setPrincipal(exchange, verdict.principal);
    return verdict.kind === 'valid' ? next(exchange) : refusal(exchange, verdict.kind, presented);
  };
}

function refusal({ request }: Exchange, problem: KeyProblem, presented: PresentedKey | undefined): Refusal {
  const { family } = dialectOf(request).dialect;
  return { kind: 'refusal', error: keyRefusal(family, problem, presented ?? { key: '', bearer: false }) };
}
