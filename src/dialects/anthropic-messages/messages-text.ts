/** Text out of one message, its stream, or the results of a batch. */

import type { Choice } from '../../core/answer.ts';
import { addAnthropic } from '../anthropic-text.ts';
import { errorMessageIn, nestedError } from '../error-text.ts';
import { type JsonObject, objectOf, textIn } from '../json-shape.ts';
import { Transcripts } from '../transcript.ts';

/** What one event says. */
export function choicesIn(event: JsonObject): readonly Choice[] {
  const transcripts = new Transcripts();
  addAnthropic(event, transcripts.of(0));
  return transcripts.choices();
}

export function messagesText(events: readonly JsonObject[]): string {
  const transcripts = new Transcripts();
  for (const event of events) {
    // One line of a batch's results: {custom_id, result: {type, message | error}}.
    const id = textIn(event['custom_id']);
    const result = objectOf(event['result']);
    const transcript = transcripts.of(id ?? 0);
    if (result === undefined) {
      addAnthropic(event, transcript);
      const error = nestedError(event);
      if (error !== undefined) transcript.error(error);
    } else if (!addAnthropic(objectOf(result['message']) ?? {}, transcript)) {
      const error = objectOf(result['error']) ?? {};
      transcript.note(errorMessageIn(error) ?? textIn(result['type']) ?? 'no result');
    }
  }
  return transcripts.toString();
}
