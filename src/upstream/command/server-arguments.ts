/** The command line of a local model server: a template of words, and groups of words that are left out where a value is missing. */

import { fillTemplate } from '../../codec/template.ts';

/** A word, or words that only make sense together: `["--model-draft", "{{draft_model}}"]`. */
export type ArgumentTemplate = string | readonly string[];

/** llama.cpp's server (https://github.com/ggml-org/llama.cpp/tree/master/tools/server). */
export const llamaServer: readonly ArgumentTemplate[] = [
  'llama-server',
  ['--model', '{{model_path}}'],
  ['--ctx-size', '{{n_ctx}}'],
  ['--gpu-layers', '{{n_gpu_layers}}'],
  ['--model-draft', '{{draft_model}}'],
  ['--host', '{{host}}'],
  ['--port', '{{port}}'],
];

/** The names in a template, in their order. */
export function namesIn(template: ArgumentTemplate): readonly string[] {
  const words = typeof template === 'string' ? [template] : template;
  return words.flatMap((word) => [...word.matchAll(/\{\{\s*([\w.[\]-]+)\s*\}\}/g)].map((found) => found[1] ?? ''));
}

/** The words to run; no shell reads them. */
export function serverArguments(
  templates: readonly ArgumentTemplate[],
  values: ReadonlyMap<string, string>,
): readonly string[] {
  return templates.flatMap((template) => {
    if (!namesIn(template).every((name) => values.has(name))) return [];
    const words = typeof template === 'string' ? [template] : template;
    return words.map((word) => fillTemplate(word, (name) => values.get(name)));
  });
}
