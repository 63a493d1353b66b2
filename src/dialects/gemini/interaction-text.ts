/** Text out of Gemini's interactions, whole or as the events of a stream. */

import { compactJson, type JsonObject, objectOf, objectsOf, textIn } from '../json-shape.ts';
import type { Transcript } from '../transcript.ts';

/**
 * A whole interaction has `steps` (formerly `outputs`); a stream has `step.start` and `step.delta` (formerly `content.*`) with
 * an index each. Does nothing for any other value. https://ai.google.dev/api/interactions-api
 */
export function addInteraction(value: JsonObject, transcript: Transcript): void {
  const index = String(value['index'] ?? '');
  switch (value['event_type']) {
    case 'step.start':
    case 'content.start':
      addStep(objectOf(value['step']) ?? objectOf(value['content']) ?? {}, index, transcript, true);
      return;
    case 'step.delta':
    case 'content.delta':
      addPiece(objectOf(value['delta']) ?? {}, index, transcript);
      return;
    case undefined:
      for (const [at, step] of [...objectsOf(value['steps']), ...objectsOf(value['outputs'])].entries()) {
        if (step['type'] !== 'user_input') addStep(step, String(at), transcript, false);
      }
  }
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
