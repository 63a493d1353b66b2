/** The generators of what a model says, and which of them fits a request. */

import type { Generator } from '../core/generator.ts';
import type { Prompt } from '../core/prompt.ts';
import { hasToolResults } from '../core/prompt-values.ts';
import { echo } from './echo.ts';
import { fixed } from './fixed.ts';
import { jsonSchema } from './json-schema.ts';
import { lorem } from './lorem.ts';
import { randomWords } from './random-words.ts';
import { reasoning } from './reasoning.ts';
import { template } from './template.ts';
import { toolCall } from './tool-call.ts';

export const builtInGenerators: readonly Generator[] = [
  lorem,
  echo,
  fixed,
  randomWords,
  template,
  jsonSchema,
  toolCall,
  reasoning,
];

/**
 * What a request itself asks for goes before the wish of a configuration: a tool that must be called is called, and JSON is JSON.
 *
 * @param wished for plain text; undefined for `lorem`
 */
export function fittingGenerator(prompt: Prompt, wished: Generator = lorem): Generator {
  if (callsTool(prompt)) return toolCall;
  if (prompt.format.kind !== 'text') return jsonSchema;
  return hasToolResults(prompt) && wished === lorem ? toolCall : wished;
}

/**
 * A model in an agent's loop: it calls where it must, or where it may and no tool has answered since the user spoke; then it
 * answers, so that the loop ends.
 */
function callsTool(prompt: Prompt): boolean {
  const { tools, toolChoice } = prompt;
  if (tools.length === 0 || toolChoice.kind === 'none') return false;
  return toolChoice.kind !== 'auto' || !hasToolResults(prompt);
}
