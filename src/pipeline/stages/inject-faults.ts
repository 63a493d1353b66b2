/** The stage that lets replies go wrong: as the client wishes, as a rule says, or as the faults in force draw it. */

import type { Exchange } from '../../core/exchange.ts';
import { type ChosenFault, faultHeader } from '../../core/fault.ts';
import { headerOf } from '../../core/headers.ts';
import type { Outcome, Refusal, Responder, Stage } from '../../core/outcome.ts';
import type { FaultSet } from '../fault/fault-set.ts';

/** The client's wish for one request: `reset(after=3)`. */

/** What does the work; loaded with the first fault, because most runs inject none. */
export interface FaultInjector {
  /** What a client's wish means; a clause on what is wrong with it. */
  read(text: string): ChosenFault | { readonly what: string };
  /** The fault that the set has for this exchange; undefined for none. Counts the exchange. */
  choose(set: FaultSet, exchange: Exchange): ChosenFault | undefined;
  inject(fault: ChosenFault, exchange: Exchange, next: Responder): Promise<Outcome>;
}

export interface InjectOptions {
  readonly inForce: { readonly set: FaultSet };
  /** What rules want for the exchanges that they answer; undefined where there are none. */
  readonly wishes: Pick<WeakMap<Exchange, ChosenFault>, 'get'> | undefined;
  readonly injector: () => Promise<FaultInjector>;
}

export function injectFaults({ inForce, wishes, injector }: InjectOptions): Stage {
  let loaded: FaultInjector | undefined;
  const load = (): Promise<FaultInjector> =>
    injector().then((module) => {
      loaded = module;
      return module;
    });
  const unbroken = (exchange: Exchange, next: Responder): Outcome | Promise<Outcome> => {
    const outcome = next(exchange);
    if (wishes === undefined) return outcome;
    return outcome instanceof Promise
      ? outcome.then((settled) => asRuled(exchange, settled))
      : asRuled(exchange, outcome);
  };
  const asRuled = (exchange: Exchange, outcome: Outcome): Outcome | Promise<Outcome> => {
    const fault = wishes?.get(exchange);
    return fault === undefined ? outcome : load().then((ready) => ready.inject(fault, exchange, () => outcome));
  };
  const broken = (
    ready: FaultInjector,
    wish: string | undefined,
    exchange: Exchange,
    next: Responder,
  ): Outcome | Promise<Outcome> => {
    const chosen = wish === undefined ? ready.choose(inForce.set, exchange) : ready.read(wish);
    if (chosen === undefined) return unbroken(exchange, next);
    return 'what' in chosen ? unreadable(chosen.what) : ready.inject(chosen, exchange, next);
  };
  return function injectFaults(exchange, next) {
    const wish = headerOf(exchange.request.headers, faultHeader);
    if (wish === undefined && inForce.set.length === 0) return unbroken(exchange, next);
    if (loaded !== undefined) return broken(loaded, wish, exchange, next);
    return load().then((ready) => broken(ready, wish, exchange, next));
  };
}

function unreadable(what: string): Refusal {
  const message = `The header ${faultHeader} cannot be followed: ${what}${what.endsWith('?') ? '' : '.'}`;
  return { kind: 'refusal', error: { status: 400, code: 'llmsim_bad_header', message } };
}
