/** What happened in a run: how many requests were answered, by which recordings, and how many were not. */

import { faultHeader } from '../core/fault.ts';
import { headerOf } from '../core/headers.ts';
import type { Outcome } from '../core/outcome.ts';
import type { ExchangeReport } from './exchange-report.ts';

export class Journal {
  /** Answers from cassettes. */
  hits = 0;
  /** Answers that a generator invented. */
  synthesised = 0;
  /** Answers that a rule gave. */
  ruled = 0;
  /** Answers from an upstream. */
  forwarded = 0;
  misses = 0;
  /** Requests that llmsim itself refused: no upstream, body too large. */
  refusals = 0;
  readonly recorded: string[] = [];
  /** Why an answer that should have been recorded was not. */
  readonly lost: string[] = [];
  readonly #played = new Map<string, number>();
  readonly #faults = new Map<string, number>();

  /** How often each recording was played, by its id. */
  get played(): ReadonlyMap<string, number> {
    return this.#played;
  }

  /** How many answers each fault was put into, or stood in the place of. */
  get faults(): ReadonlyMap<string, number> {
    return this.#faults;
  }

  outcome(outcome: Outcome): void {
    if (outcome.kind === 'hit') {
      const fault = headerOf(outcome.reply.headers, faultHeader);
      if (fault !== undefined) this.#faults.set(fault, (this.#faults.get(fault) ?? 0) + 1);
    }
    if (outcome.kind === 'miss') this.misses += 1;
    else if (outcome.kind === 'refusal') this.refusals += 1;
    else if (outcome.source === 'upstream') this.forwarded += 1;
    else if (outcome.source === 'generator') this.synthesised += 1;
    else if (outcome.source === 'rule') this.ruled += 1;
    else if (outcome.source === 'cassette') {
      this.hits += 1;
      if (outcome.interaction !== undefined) {
        this.#played.set(outcome.interaction, (this.#played.get(outcome.interaction) ?? 0) + 1);
      }
    }
  }

  report({ saved }: ExchangeReport): void {
    if (saved.kind === 'saved') this.recorded.push(saved.interaction);
    else if (saved.kind === 'lost') this.lost.push(saved.why);
  }
}
