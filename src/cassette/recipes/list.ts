/** The recipes that keys of this llmsim and of earlier ones were made by. */

import { defaultRules, type MatchRules } from '../match/match-rules.ts';
import type { Recipe } from '../recipe.ts';
import { canonical } from './canonical.ts';
import { exact } from './exact.ts';

/** What new recordings get under `rules`. */
export function currentRecipe(rules: MatchRules = defaultRules): Recipe {
  return canonical(rules);
}

/** The recipe with this id; undefined where it is of a newer llmsim, or was made under rules other than `rules`. */
export function recipeWithId(id: string, rules: MatchRules = defaultRules): Recipe | undefined {
  return [canonical(rules), canonical(defaultRules), exact].find((recipe) => recipe.id === id);
}
