/** Chooses the fault that meets an exchange, and does it to its reply. */

import type { Clock } from '../../core/clock.ts';
import type { Dialect, RequestSummary } from '../../core/dialect.ts';
import type { Exchange, Selection } from '../../core/exchange.ts';
import type { Failures } from '../../core/failures.ts';
import { type ChosenFault, faultHeader } from '../../core/fault.ts';
import type { Outcome, Responder } from '../../core/outcome.ts';
import { randomOf } from '../../core/random.ts';
import type { Reply } from '../../core/reply.ts';
import { withReplyHeaders } from '../../core/reply-with-headers.ts';
import type { SimRequest } from '../../core/request.ts';
import { type ClaimedRequest, dialectOf } from '../../dialects/list.ts';
import type { FaultInjector } from '../stages/inject-faults.ts';
import { SelectionStates } from '../synthesis/selection-state.ts';
import { breakReply, faultAnswer } from './break-reply.ts';
import { chooseFault, type FaultSet, type FaultSubject } from './fault-set.ts';
import { readFault } from './read-fault.ts';

export interface InjectorOptions {
  readonly seed: () => string;
  /** The key of a request, as hex. */
  readonly keyOf: (request: SimRequest) => string;
  readonly clock: Clock;
  /** Milliseconds since the faults came into force. */
  readonly elapsed: () => number;
}

/** On a reply in which the fault found nothing that it could break. */
const skippedHeader = 'x-llmsim-fault-skipped';

/** Wishes that are remembered: a client has few. */
const mostWishes = 1000;

export class Injector implements FaultInjector {
  readonly #options: InjectorOptions;
  readonly #states = new SelectionStates();
  readonly #wishes = new Map<string, ChosenFault>();
  readonly #failures = new Map<Dialect, Failures>();

  constructor(options: InjectorOptions) {
    this.#options = options;
  }

  /** Forgets which requests came before, so that the next ones draw as the first ones did. */
  reset(selection: Selection): void {
    this.#states.reset(selection);
  }

  read(text: string): ChosenFault | { readonly what: string } {
    const known = this.#wishes.get(text);
    if (known !== undefined) return known;
    const read = readFault(text);
    if (read.kind === 'problem') return read;
    if (this.#wishes.size >= mostWishes) this.#wishes.clear();
    this.#wishes.set(text, read.fault);
    return read.fault;
  }

  choose(set: FaultSet, exchange: Exchange): ChosenFault | undefined {
    const { seed, keyOf, elapsed } = this.#options;
    const { request, selection, bodyRest } = exchange;
    // A body that passes through in pieces has no key: it draws as one without a body does.
    const key = keyOf(bodyRest === undefined ? request : { ...request, body: new Uint8Array(0) });
    const n = this.#states.of(selection).occurrence(key);
    return chooseFault(set, new Subject(exchange, seed(), key, n), elapsed());
  }

  async inject(fault: ChosenFault, exchange: Exchange, next: Responder): Promise<Outcome> {
    const { dialect } = dialectOf(exchange.request);
    let failures = this.#failures.get(dialect);
    if (failures === undefined) {
      failures = await dialect.failures();
      this.#failures.set(dialect, failures);
    }
    const { action } = fault;
    if (action.kind === 'answer') {
      const reply = marked(faultAnswer(action, dialect, failures), faultHeader, fault);
      return { kind: 'hit', source: 'fault', interaction: undefined, reply, answeredBy: undefined };
    }
    const outcome = await next(exchange);
    // What llmsim says of itself stays readable.
    if (outcome.kind !== 'hit') return outcome;
    const { clock } = this.#options;
    const { reply, applied } = await breakReply(outcome.reply, action, { exchange, dialect, failures, clock });
    return { ...outcome, reply: marked(reply, applied ? faultHeader : skippedHeader, fault) };
  }
}

/** An exchange as the rules of a fault set see it. */
class Subject implements FaultSubject {
  readonly #exchange: Exchange;
  readonly #seed: string;
  readonly #key: string;
  readonly #occurrence: number;
  #drawn: number | undefined;
  #claimed: ClaimedRequest | undefined;
  #described: RequestSummary | undefined;

  constructor(exchange: Exchange, seed: string, key: string, occurrence: number) {
    this.#exchange = exchange;
    this.#seed = seed;
    this.#key = key;
    this.#occurrence = occurrence;
  }

  names(): readonly string[] {
    const { upstream } = this.#exchange;
    const { dialect, operation } = this.#claim();
    const names = [dialect.id, dialect.family, operation.endpoint];
    return upstream === undefined ? names : [...names, upstream];
  }

  model(): string | undefined {
    this.#described ??= this.#claim().dialect.describe(this.#exchange.request);
    return this.#described.model;
  }

  occurrence(): number {
    return this.#occurrence;
  }

  draw(): number {
    this.#drawn ??= randomOf(this.#seed, this.#key, this.#occurrence, 'fault').next();
    return this.#drawn;
  }

  #claim(): ClaimedRequest {
    this.#claimed ??= dialectOf(this.#exchange.request);
    return this.#claimed;
  }
}

/** The reply with the fault's name in a header, as far as a header can hold it. */
function marked(reply: Reply, header: string, { text }: ChosenFault): Reply {
  return withReplyHeaders(reply, [...reply.headers, [header, text.replace(/[^\x20-\x7e]/g, '?')]]);
}
