/** Text, and what it cost, out of Gemini's interactions, whole or as the events of a stream. */

import type { Answer, Usage } from '../../core/answer.ts';
import { compactJson, type JsonObject, labelIn, numberOf, objectOf, objectsOf, textIn } from '../json-shape.ts';
import type { Transcript, Transcripts } from '../transcript.ts';

/**
 * A whole interaction has `steps` (formerly `outputs`); a stream has `step.start` and `step.delta` (formerly `content.*`) with
 * an index each. Does nothing for any other value. https://ai.google.dev/api/interactions-api
 */
export function addInteraction(value: JsonObject, transcript: Transcript): void {
  const index = labelIn(value['index']);
  switch (value['event_type']) {
    case 'step.start':
    case 'content.start':
      addStep(objectOf(value['step']) ?? objectOf(value['content']) ?? {}, index, transcript, true);
      return;
    case 'step.delta':
    case 'content.delta':
      addPiece(objectOf(value['delta']) ?? {}, index, transcript);
      return;
    case 'interaction.completed':
      finish(objectOf(value['interaction']), transcript);
      return;
    case undefined:
      if (isInteraction(value)) finish(value, transcript);
      for (const [at, step] of [...objectsOf(value['steps']), ...objectsOf(value['outputs'])].entries()) {
        if (step['type'] !== 'user_input') addStep(step, String(at), transcript, false);
      }
  }
}

function finish(interaction: JsonObject | undefined, transcript: Transcript): void {
  const status = textIn(interaction?.['status']);
  if (status !== undefined) transcript.finish(status);
}

/** What an interaction says; undefined where the values are none. `transcripts` are those of the same values. */
export function interactionAnswer(values: readonly JsonObject[], transcripts: Transcripts): Answer | undefined {
  const interactions = values
    .map((value) => objectOf(value['interaction']) ?? value)
    .filter((value) => isInteraction(value) || value['object'] === 'interaction');
  if (interactions.length === 0) return undefined;
  return {
    model: interactions.map(({ model }) => textIn(model)).find((model) => model !== undefined),
    choices: transcripts.choices(),
    usage: interactions.reduce<Usage | undefined>((known, { usage }) => usageOf(objectOf(usage)) ?? known, undefined),
  };
}

function isInteraction(value: JsonObject): boolean {
  return Array.isArray(value['steps']) || (value['object'] === 'interaction' && Array.isArray(value['outputs']));
}

/** Thoughts and the prompts of tools are counted beside the rest. */
function usageOf(usage: JsonObject | undefined): Usage | undefined {
  const input = numberOf(usage?.['total_input_tokens']);
  if (usage === undefined || input === undefined) return undefined;
  const count = (name: string): number => numberOf(usage[name]) ?? 0;
  const reasoning = count('total_thought_tokens');
  return {
    input: input + count('total_tool_use_tokens'),
    output: count('total_output_tokens') + reasoning,
    cached: count('total_cached_tokens'),
    reasoning,
  };
}

/** `starts`: what is empty here follows in deltas. */
function addStep(step: JsonObject, index: string, transcript: Transcript, starts: boolean): void {
  if (step['type'] === 'function_call') {
    const args = compactJson(step['arguments'] ?? {});
    transcript.call(index, textIn(step['name']), starts && args === '{}' ? '' : args);
    return;
  }
  addPiece(step, index, transcript);
  for (const piece of objectsOf(step['summary'])) transcript.reasoning(textIn(piece['text']) ?? '', index);
  for (const piece of objectsOf(step['content'])) addPiece(piece, index, transcript);
}

function addPiece(piece: JsonObject, index: string, transcript: Transcript): void {
  const type = textIn(piece['type']) ?? '';
  const text = textIn(piece['text']) ?? textIn(objectOf(piece['content'])?.['text']);
  if (type.startsWith('thought')) transcript.reasoning(text ?? '', index);
  else if (type === 'arguments_delta') transcript.call(index, undefined, compactJson(piece['arguments']));
  else if (type === 'function_call') transcript.call(index, textIn(piece['name']), compactJson(piece['arguments']));
  else if (text !== undefined) transcript.text(text, index);
  else if (textIn(piece['data']) !== undefined) transcript.note(textIn(piece['mime_type']) ?? type);
}
