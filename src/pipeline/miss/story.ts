/** The whole story of a miss: what was asked, what comes closest, what is different, and what would help. */

import type { Run } from '../../cassette/diff/diff-words.ts';
import type { MissReason } from '../../core/outcome.ts';

export type MissKind = MissReason['kind'];

/** A recording that comes close. */
export interface ToldNeighbour {
  /** `<cassette>/<file name without .json>`. */
  readonly interaction: string;
  readonly sameEndpoint: boolean;
  /** How many fields are equal, of how many. */
  readonly equal: number;
  readonly fields: number;
}

/** One difference of the request from the closest recording; texts are cut. */
export interface ToldDifference {
  /** `messages[2].content`, `header anthropic-beta`. */
  readonly field: string;
  /** JSON pointer of a field of the body, for `match.ignore`. */
  readonly pointer: string | undefined;
  readonly kind: 'added' | 'removed' | 'changed' | 'moved';
  /** In the recording, as JSON or in words; undefined for what was added. */
  readonly from: string | undefined;
  /** In the request; undefined for what was removed. */
  readonly to: string | undefined;
  /** Of a text that changed: word by word, with what is the same left out where it is long. */
  readonly words: readonly Run[] | undefined;
}

/** Plain data, redacted: `JSON.stringify` gives what `GET /__llmsim/misses` shows. */
export interface MissStory {
  /** From 1, in the order in which they happened. */
  readonly number: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly kind: MissKind;
  /** The request in one line. */
  readonly request: string;
  /** The cassette that the client chose. */
  readonly cassette: string | undefined;
  /** Why there is no answer; one sentence. */
  readonly why: string;
  /** The nearest first, at most three. */
  readonly closest: readonly ToldNeighbour[];
  /** From the first of `closest`. */
  readonly differences: readonly ToldDifference[];
  /** How many more differences there are. */
  readonly moreDifferences: number;
  /** Lines for llmsim.yaml under which the closest recording would have answered; tried out. */
  readonly configuration: readonly string[] | undefined;
  /** What else may help; one sentence each. */
  readonly advice: readonly string[];
  /** The command that records it. */
  readonly record: string;
  /** The number of the miss that was the same, whose story this one repeats. */
  readonly sameAs: number | undefined;
}
