/** Text out of Cohere's replies: chat of both versions, streamed or whole, generate and rerank. */

import { nestedError } from '../error-text.ts';
import { compactJson, type JsonObject, objectOf, objectsOf, stringOf, textIn } from '../json-shape.ts';
import { addChatCompletion } from '../openai-chat-text.ts';
import { type Transcript, Transcripts } from '../transcript.ts';

export function cohereText(values: readonly JsonObject[]): string {
  const transcripts = new Transcripts();
  for (const value of values) {
    const transcript = transcripts.of(0);
    // v2 streams wrap pieces of the message in `delta`, with the index of the part or the call.
    const index = String(value['index'] ?? '');
    const message = objectOf(objectOf(value['delta'])?.['message']) ?? objectOf(value['message']);
    if (message !== undefined) addMessage(message, index, transcript);
    else if (value['choices'] !== undefined) addChatCompletion(value, transcripts);
    else addVersion1(value, transcripts);
    const error = nestedError(value);
    if (error !== undefined) transcript.error(error);
  }
  return transcripts.toString();
}

/** https://docs.cohere.com/v2/docs/streaming: a delta has one object where a whole message has an array. */
function addMessage(message: JsonObject, index: string, transcript: Transcript): void {
  transcript.reasoning(textIn(message['tool_plan']) ?? '');
  const content = stringOf(message['content']);
  if (content !== undefined) transcript.text(content);
  for (const part of oneOrMore(message['content'])) {
    transcript.reasoning(textIn(part['thinking']) ?? '');
    transcript.text(textIn(part['text']) ?? '');
  }
  for (const call of oneOrMore(message['tool_calls'])) {
    const called = objectOf(call['function']);
    transcript.call(index === '' ? undefined : index, textIn(called?.['name']), compactJson(called?.['arguments']));
  }
}

function addVersion1(value: JsonObject, transcripts: Transcripts): void {
  const transcript = transcripts.of(0);
  const event = value['event_type'];
  // The end of a stream repeats the whole response, and its deltas announce the calls that come whole.
  if (event === undefined || event === 'text-generation') transcript.text(textIn(value['text']) ?? '');
  if (event === undefined || event === 'tool-calls-generation') {
    for (const call of objectsOf(value['tool_calls'])) {
      transcript.call(undefined, textIn(call['name']), compactJson(call['parameters']));
    }
  }
  for (const [index, generation] of objectsOf(value['generations']).entries()) {
    transcripts.of(index).text(textIn(generation['text']) ?? '');
  }
  transcript.text(textIn(value['summary']) ?? '');
  for (const result of objectsOf(value['results'])) {
    if (typeof result['relevance_score'] === 'number')
      transcript.text(`${result['index']}: ${result['relevance_score']}\n`);
  }
}

function oneOrMore(value: unknown): JsonObject[] {
  return objectsOf(Array.isArray(value) ? value : [value]);
}
