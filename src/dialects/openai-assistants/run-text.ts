/** Text out of messages of threads and of the streams of runs. */

import type { Choice } from '../../core/answer.ts';
import { nestedError } from '../error-text.ts';
import { compactJson, type JsonObject, labelIn, objectOf, objectsOf, textIn } from '../json-shape.ts';
import { Transcript } from '../transcript.ts';

/** The events of a stream, or the one document. Empty for resources without text. */
export function runText(events: readonly JsonObject[]): string {
  return transcriptOf(events, events.length > 1).toString();
}

/** What one event says. */
export function choicesIn(event: JsonObject, whole: boolean): readonly Choice[] {
  return [transcriptOf([event], !whole).choice()];
}

function transcriptOf(events: readonly JsonObject[], streamed: boolean): Transcript {
  const transcript = new Transcript();
  for (const event of events) {
    const id = textIn(event['id']) ?? '';
    switch (event['object']) {
      case 'thread.message.delta':
        transcript.text(messageText(objectOf(event['delta'])), id);
        break;
      case 'thread.message':
        // A stream's messages repeat what its deltas said.
        if (!streamed) transcript.text(messageText(event));
        break;
      case 'thread.run.step.delta':
        addCalls(event, id, transcript);
        break;
    }
    const error = nestedError(event);
    if (error !== undefined && event['object'] === undefined) transcript.error(error);
  }
  return transcript;
}

/** `content: [{type: 'text', text: {value}}]` (https://platform.openai.com/docs/api-reference/messages). */
function messageText(message: JsonObject | undefined): string {
  return objectsOf(message?.['content'])
    .map((part) => textIn(objectOf(part['text'])?.['value']) ?? '')
    .join('');
}

function addCalls(event: JsonObject, id: string, transcript: Transcript): void {
  const details = objectOf(objectOf(event['delta'])?.['step_details']);
  for (const call of objectsOf(details?.['tool_calls'])) {
    const called = objectOf(call['function']);
    if (called !== undefined) {
      transcript.call(`${id} ${labelIn(call['index'])}`, textIn(called['name']), compactJson(called['arguments']));
    }
  }
}
