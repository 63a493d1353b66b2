/** Finds a model by the names that requests give it. */

import type { DialectFamily } from '../core/dialect.ts';
import type { ModelCatalogue, ModelInfo } from '../core/model-catalogue.ts';
import { builtInModels } from './models/list.ts';

/** What may be said of a model in a configuration; what is left out is as for the known model, or as usual. */
export type ModelSettings = Partial<Omit<ModelInfo, 'id'>>;

/**
 * @param own by id; they come first in lists, replace what is known of an id, and are all there is where `only` is set
 * @param strict unknown models are refused
 */
export function catalogueOf(
  own: Readonly<Record<string, ModelSettings>> = {},
  { strict = false, only = false }: { readonly strict?: boolean; readonly only?: boolean } = {},
): ModelCatalogue {
  const known = new Map<string, ModelInfo>(builtInModels.map((model) => [model.id, model]));
  const told = Object.entries(own).map(([id, settings]): ModelInfo => {
    const like = known.get(id) ?? nearest(id, builtInModels) ?? unknownModel(id);
    return { ...like, ...settings, id, displayName: settings.displayName ?? (like.id === id ? like.displayName : id) };
  });
  const models = only ? told : [...told, ...builtInModels.filter(({ id }) => own[id] === undefined)];
  const byId = new Map(models.map((model) => [model.id, model]));
  return {
    strict,
    list: (family) => models.filter((model) => model.family === family),
    find(id, family) {
      const name = bareName(id, family);
      const exact = byId.get(id) ?? byId.get(name);
      return exact ?? nearest(name, family === 'generic' ? models : models.filter((model) => model.family === family));
    },
  };
}

/** What is assumed of a model that nobody knows. */
export function unknownModel(id: string, family: DialectFamily = 'openai'): ModelInfo {
  return {
    id,
    family,
    owner: 'llmsim',
    created: 1_700_000_000,
    displayName: id,
    kind: 'chat',
    contextWindow: 128_000,
    maxOutput: 16_384,
    reasoning: false,
    dimensions: undefined,
    defaults: {},
  };
}

/** `ft:gpt-4o-mini:acme::7p4l` is a gpt-4o-mini, `models/gemini-2.5-pro` a gemini-2.5-pro, `llama3.2` a `llama3.2:latest`. */
function bareName(id: string, family: DialectFamily): string {
  if (family === 'ollama') return id.includes(':') ? id : `${id}:latest`;
  const tuned = /^ft:([^:]+)/.exec(id)?.[1] ?? id;
  return tuned.slice(tuned.lastIndexOf('/') + 1);
}

/**
 * The longest known name that the id continues with a date or a version, or that continues the id with one: `gpt-4o-2024-08-06` is
 * a gpt-4o, and `claude-sonnet-4-5` the one with its date. `gpt-4o-nano` is neither.
 */
function nearest(id: string, models: readonly ModelInfo[]): ModelInfo | undefined {
  let best: ModelInfo | undefined;
  for (const model of models) {
    const alike = isDated(id, model.id) || isDated(model.id, id);
    if (alike && model.id.length > (best?.id.length ?? 0)) best = model;
  }
  return best;
}

function isDated(long: string, short: string): boolean {
  if (!long.startsWith(short)) return false;
  return /^[-@:](?:\d{2,8}(?:-\d{2}){0,2}|latest|preview(?:-\d\d-\d\d(?:-\d{4})?)?|v\d+(?::\d+)?)$/.test(
    long.slice(short.length),
  );
}
