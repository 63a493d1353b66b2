/** Text out of what the other endpoints send: transcripts. */

import type { Choice } from '../../core/answer.ts';
import { nestedError } from '../error-text.ts';
import { type JsonObject, textIn } from '../json-shape.ts';
import { Transcript } from '../transcript.ts';

/** What one event says; the last of a stream repeats the whole text. */
export function choicesIn(event: JsonObject, whole: boolean): readonly Choice[] {
  const transcript = new Transcript();
  const text = whole ? event['text'] : event['type'] === 'transcript.text.delta' ? event['delta'] : undefined;
  transcript.text(textIn(text) ?? '');
  return [transcript.choice()];
}

/** The events of a stream, or the one document. Empty for resources without text. */
export function resourceText(events: readonly JsonObject[]): string {
  const transcript = new Transcript();
  const streamed = events.length > 1;
  // A stream's last event repeats the whole text; it counts where no delta came before it.
  const spoke = events.some((event) => event['type'] === 'transcript.text.delta');
  for (const [at, event] of events.entries()) {
    switch (event['type'] ?? event['object']) {
      case 'transcript.text.delta':
        transcript.text(textIn(event['delta']) ?? '');
        break;
      case 'transcript.text.done':
        if (!spoke) transcript.text(textIn(event['text']) ?? '');
        break;
      case 'image_generation.completed':
      case 'image_edit.completed':
        transcript.note('image');
        break;
      default:
        if (!streamed && at === 0 && typeof event['text'] === 'string') transcript.text(event['text']);
    }
    const error = nestedError(event);
    if (error !== undefined && event['object'] === undefined) transcript.error(error);
  }
  return transcript.toString();
}
