/** The key of a request by the usual recipe, where no configuration is at hand. */

import type { InteractionKey } from '../core/interaction.ts';
import type { SimRequest } from '../core/request.ts';
import type { Redacted } from '../redaction/redacted.ts';
import type { MatchKey } from './recipe.ts';
import { currentRecipe } from './recipes/list.ts';

const usual = currentRecipe();

export const recipe: string = usual.id;

export function requestKey(request: Redacted<SimRequest>): InteractionKey {
  return storedKey(usual.keyOf(request));
}

/** What of a key is written into an interaction; the ids stand in the request. */
export function storedKey({ recipe, sha256 }: MatchKey): InteractionKey {
  return { recipe, sha256 };
}
