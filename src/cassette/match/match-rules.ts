/** What a user says about matching: what is left out of the key, and what is put into one spelling before it counts. */

import type { Normaliser } from './normaliser.ts';

/** A part of the request that does not count. */
export type IgnoreRule =
  /** JSON pointer as segments, unescaped; `*` stands for any key or index. */
  | { readonly kind: 'field'; readonly segments: readonly string[] }
  /** Lower-case name. */
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'query'; readonly name: string };

/** What does not count when a request is matched with recordings. */
export interface MatchRules {
  readonly ignore: readonly IgnoreRule[];
  readonly system: 'exact' | 'ignore';
  readonly tools: 'exact' | 'names' | 'ignore';
  /** Without `generated-ids`, which works on whole values. */
  readonly normalise: readonly Normaliser[];
  readonly generatedIds: boolean;
}

/** All of a request counts as its dialect spells it, and ids that earlier answers made up are numbered. */
export const defaultRules: MatchRules = {
  ignore: [],
  system: 'exact',
  tools: 'exact',
  normalise: [],
  generatedIds: true,
};
