/** Puts together what injects faults: the stage, and the page that changes them while llmsim runs. */

import type { Clock } from '../core/clock.ts';
import type { Exchange, Selection } from '../core/exchange.ts';
import type { ChosenFault } from '../core/fault.ts';
import type { Stage } from '../core/outcome.ts';
import type { SimRequest } from '../core/request.ts';
import type { FaultRule, FaultSet } from '../pipeline/fault/fault-set.ts';
import { FaultsInForce } from '../pipeline/fault/faults-in-force.ts';
import type { Injector } from '../pipeline/fault/injector.ts';
import { injectFaults } from '../pipeline/stages/inject-faults.ts';
import type { FaultSwitch } from '../server/control-pages/faults.ts';
import { defaultFaults, type FaultsConfig } from './faults-config.ts';

export interface Faults {
  readonly stage: Stage;
  /** Lets a fault break the answer to an exchange, because a rule says so. */
  wish(exchange: Exchange, fault: ChosenFault): void;
  readonly switch: FaultSwitch;
  /** Takes what a configuration says that was read again; without a seed, the usual one or that of the command line counts. */
  reconfigure(faults: { readonly seed: string | undefined; readonly set: FaultSet }): void;
  /** Forgets which requests came before, so that the next ones fail as the first ones did. */
  reset(selection: Selection): void;
}

/**
 * @param keyOf the key of a request, as hex
 * @param ruled whether there are rules, which may wish for faults
 */
export function startFaults(
  config: FaultsConfig,
  clock: Clock,
  ruled: boolean,
  keyOf: (request: SimRequest) => string,
): Faults {
  const inForce = new FaultsInForce(config, clock);
  const wishes = new WeakMap<Exchange, ChosenFault>();
  let injector: Promise<Injector> | undefined;
  let loaded: Injector | undefined;
  const load = (): Promise<Injector> => {
    injector ??= import('../pipeline/fault/injector.ts').then((module) => {
      loaded = new module.Injector({ seed: () => inForce.seed, keyOf, clock, elapsed: () => inForce.elapsed });
      return loaded;
    });
    return injector;
  };
  // Other faults begin anew: the first tries of a request are those that come from now on.
  const begin = (change: () => void): void => {
    change();
    loaded?.reset({ cassette: undefined, session: undefined });
  };
  return {
    stage: injectFaults({ inForce, wishes: ruled ? wishes : undefined, injector: load }),
    wish: (exchange, fault) => wishes.set(exchange, fault),
    switch: {
      shown: () => shown(inForce),
      async replace(value) {
        const { readErrors } = await import('./faults-section.ts');
        const read = readErrors(value);
        if (read.kind === 'problems') return read.problems;
        begin(() => inForce.replace(read.set, read.seed));
        return [];
      },
      restore: () => begin(() => inForce.restore()),
    },
    reconfigure: ({ seed = defaultFaults.seed, set }) =>
      begin(() => inForce.reconfigure({ seed: config.keepsSeed === true ? config.seed : seed, set })),
    // What is not loaded yet has nothing to forget.
    reset: (selection) => loaded?.reset(selection),
  };
}

async function shown({ set, seed, configured, elapsed }: FaultsInForce): Promise<object> {
  const { builtInFaults } = await import('../faults/list.ts');
  const { timelineLine } = await import('../pipeline/fault/timeline.ts');
  const isTimed = ({ from, until }: FaultRule): boolean => from > 0 || until !== Number.POSITIVE_INFINITY;
  return {
    configured,
    seed,
    elapsed_ms: Math.round(elapsed),
    faults: set
      .filter((rule) => !isTimed(rule))
      .map(({ fault, rate, times, for: wanted }) => ({ fault: fault.text, rate, times, for: wanted })),
    timeline: set.filter(isTimed).map(timelineLine),
    known: builtInFaults.map(({ id, summary, parameters }) => ({
      fault: id,
      summary,
      parameters: parameters.map(({ name, explanation }) => ({ name, explanation })),
    })),
  };
}
