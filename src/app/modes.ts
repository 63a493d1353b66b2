/** The modes of llmsim as rows of a table: which responders answer, in which order. */

import type { Exchange } from '../core/exchange.ts';
import type { Responder } from '../core/outcome.ts';
import { firstOf } from '../pipeline/responders/first-of.ts';
import { once } from '../pipeline/responders/once.ts';

export const modeNames = ['all', 'new-episodes', 'once', 'none', 'passthrough'] as const;
/**
 * What is done with a request: `none` only replays, `all` records anew, `new-episodes` records what is not there, `once` records cassettes that
 * do not exist, `passthrough` forwards and keeps nothing.
 */
export type Mode = (typeof modeNames)[number];

/** What a mode is put together from; each is made only when a row asks for it. */
export interface ModeParts {
  /** Recordings as they were when this run began. */
  replaying(): Responder;
  /** The same, but a sequence that is used up is a miss. */
  replayingEachOnce(): Responder;
  /** `replace`: this run's recordings of a request take the place of earlier ones. */
  recording(into: 'replace' | 'append'): Responder;
  passingThrough(): Responder;
  /** Answers by hand-written rules; undefined where there are none. */
  ruling(): Responder | undefined;
  /** Whether there is anything to replay from; a simulated provider has nothing. */
  hasCassettes(): boolean;
  /** Answers what has no recording; undefined where a miss is to be a miss. */
  synthesising(): Responder | undefined;
  cassetteOf(exchange: Exchange): string;
  existed(cassette: string): boolean;
}

/** One paragraph a mode for `--help` and the documentation, and how it answers. */
export const modes: Readonly<Record<Mode, { readonly explanation: string; build(parts: ModeParts): Responder }>> = {
  all: {
    explanation: 'every request goes upstream and is recorded; older recordings of the same request are replaced',
    build: (parts) => parts.recording('replace'),
  },
  'new-episodes': {
    explanation: 'what was recorded before this run is replayed, anything else goes upstream and is added',
    build: (parts) => firstOf(...rulesOf(parts), parts.replayingEachOnce(), parts.recording('append')),
  },
  once: {
    explanation: 'a cassette that does not exist yet is recorded whole, one that exists is only replayed',
    build: (parts) => once(parts.cassetteOf, parts.existed, replayingBehindRules(parts), parts.recording('replace')),
  },
  none: {
    explanation: 'only recordings answer; the network is never used',
    build(parts) {
      const synthesising = parts.synthesising();
      if (synthesising === undefined) return replayingBehindRules(parts);
      const replaying = parts.hasCassettes() ? [parts.replaying()] : [];
      return firstOf(...rulesOf(parts), ...replaying, synthesising);
    },
  },
  passthrough: {
    explanation: 'every request goes upstream and nothing is recorded',
    build: (parts) => parts.passingThrough(),
  },
};

function rulesOf(parts: ModeParts): readonly Responder[] {
  const ruling = parts.ruling();
  return ruling === undefined ? [] : [ruling];
}

/** A replay without rules is asked directly: it is the hot path. */
function replayingBehindRules(parts: ModeParts): Responder {
  const rules = rulesOf(parts);
  return rules.length === 0 ? parts.replaying() : firstOf(...rules, parts.replaying());
}

/** Whether a mode may contact an upstream. */
export function usesUpstream(mode: Mode): boolean {
  return mode !== 'none';
}
