/** The contract of a recipe: one way to make the key of a request. Members live in `recipes/`. */

import type { InteractionKey } from '../core/interaction.ts';
import type { SimRequest } from '../core/request.ts';
import type { Redacted } from '../redaction/redacted.ts';

export interface MatchKey extends InteractionKey {
  /** The generated ids in the request, in the order of their numbers: they tell recordings of one key apart. */
  readonly ids: readonly string[];
}

export interface Recipe {
  /** Stored with every key that it made; equal ids mean equal keys for equal requests. */
  readonly id: string;
  /** Request headers, lower-case, that a key may depend on. */
  readonly headers: readonly string[];
  keyOf(request: Redacted<SimRequest>): MatchKey;
}
