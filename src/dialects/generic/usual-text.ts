/** Text out of an event of an API that nobody knows: what stands under the names that are usual for it. */

import type { Choice } from '../../core/answer.ts';
import { arrayOf, type JsonObject, objectOf } from '../json-shape.ts';
import { Transcript } from '../transcript.ts';

const usual = /^(?:text|content|delta|token|completion|response|answer|output|generated_text|message|arguments)$/;
const deepest = 8;

export function usualText(event: JsonObject): readonly Choice[] {
  const transcript = new Transcript();
  addTexts(event, transcript, 0);
  return [transcript.choice()];
}

function addTexts(value: unknown, transcript: Transcript, depth: number): void {
  if (depth === deepest) return;
  for (const element of arrayOf(value)) addTexts(element, transcript, depth + 1);
  for (const [name, field] of Object.entries(objectOf(value) ?? {})) {
    if (typeof field !== 'string') addTexts(field, transcript, depth + 1);
    else if (usual.test(name)) transcript.text(field);
  }
}
