/** Text out of what the other endpoints send: transcripts, messages of threads and runs. */

import { nestedError } from '../error-text.ts';
import { compactJson, type JsonObject, objectOf, objectsOf, textIn } from '../json-shape.ts';
import { Transcript } from '../transcript.ts';

/** The events of a stream, or the one document. Empty for resources without text. */
export function resourceText(events: readonly JsonObject[]): string {
  const transcript = new Transcript();
  const streamed = events.length > 1;
  // A stream's last event repeats the whole text; it counts where no delta came before it.
  const spoke = events.some((event) => event['type'] === 'transcript.text.delta');
  for (const [at, event] of events.entries()) {
    const id = textIn(event['id']) ?? '';
    switch (event['type'] ?? event['object']) {
      case 'transcript.text.delta':
        transcript.text(textIn(event['delta']) ?? '');
        break;
      case 'transcript.text.done':
        if (!spoke) transcript.text(textIn(event['text']) ?? '');
        break;
      case 'thread.message.delta':
        transcript.text(messageText(objectOf(event['delta'])), id);
        break;
      case 'thread.message':
        if (!streamed) transcript.text(messageText(event));
        break;
      case 'thread.run.step.delta':
        addCalls(event, id, transcript);
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
      transcript.call(`${id} ${String(call['index'])}`, textIn(called['name']), compactJson(called['arguments']));
    }
  }
}
