/** Which faults are in force: how often each, for which requests, and when; and the one that meets a request. */

import type { ChosenFault } from '../../core/fault.ts';
import { fitsWildcard } from '../../rules/wildcard.ts';

/** One fault: how often it comes, for which requests, and when. */
export interface FaultRule {
  readonly fault: ChosenFault;
  /** From 0 to 1. */
  readonly rate: number;
  /** Only the first requests with the same key, in each client selection; undefined for all. */
  readonly times: number | undefined;
  /** A dialect, its family, a named upstream, an endpoint, or a model with `*` for any characters; undefined for all requests. */
  readonly for: string | undefined;
  /** Milliseconds since the set came into force. */
  readonly from: number;
  /** Without it; `Infinity` for no end. */
  readonly until: number;
}

/** Earlier ones go before later ones: of rates that add up to more than 1, the last are cut. */
export type FaultSet = readonly FaultRule[];

/** What a rule is held against; asked only for what a rule needs. */
export interface FaultSubject {
  /** Names that `for` may mean, without the model's. */
  names(): readonly string[];
  model(): string | undefined;
  /** 0 for the first request with its key. */
  occurrence(): number;
  /** A number from 0 up to and without 1, drawn once for the request. */
  draw(): number;
}

/**
 * The fault that meets a request; undefined for none. One draw decides for all rules, so that each has the rate that it names.
 * @param elapsed milliseconds since the set came into force
 */
export function chooseFault(set: FaultSet, subject: FaultSubject, elapsed: number): ChosenFault | undefined {
  let before = 0;
  for (const rule of set) {
    if (elapsed < rule.from || elapsed >= rule.until || !isFor(rule, subject)) continue;
    if (rule.times !== undefined && subject.occurrence() >= rule.times) continue;
    before += rule.rate;
    if (before >= 1 || (rule.rate > 0 && subject.draw() < before)) return rule.fault;
  }
  return undefined;
}

function isFor({ for: wanted }: FaultRule, subject: FaultSubject): boolean {
  if (wanted === undefined || subject.names().includes(wanted)) return true;
  const asked = subject.model();
  return asked !== undefined && fitsWildcard(asked, wanted);
}
