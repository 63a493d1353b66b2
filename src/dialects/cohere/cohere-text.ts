/** Text out of Cohere's replies: chat of both versions, streamed or whole, generate and rerank. */

import type { Answer, Usage } from '../../core/answer.ts';
import { nestedError } from '../error-text.ts';
import {
  compactJson,
  type JsonObject,
  labelIn,
  numberOf,
  objectOf,
  objectsOf,
  stringOf,
  textIn,
} from '../json-shape.ts';
import { addChatCompletion } from '../openai-chat-text.ts';
import { type Transcript, Transcripts } from '../transcript.ts';

export function cohereTranscripts(values: readonly JsonObject[]): Transcripts {
  const transcripts = new Transcripts();
  for (const value of values) {
    const transcript = transcripts.of(0);
    // v2 streams wrap pieces of the message in `delta`, with the index of the part or the call.
    const index = labelIn(value['index']);
    const message = objectOf(objectOf(value['delta'])?.['message']) ?? objectOf(value['message']);
    if (message !== undefined) addMessage(message, index, transcript);
    else if (value['choices'] !== undefined) addChatCompletion(value, transcripts);
    else addVersion1(value, transcripts);
    const finish = textIn(objectOf(value['delta'])?.['finish_reason']) ?? textIn(value['finish_reason']);
    if (finish !== undefined) transcript.finish(finish);
    // Version 2 ends a stream that fails with the reason.
    const error = nestedError(value) ?? nestedError(objectOf(value['delta']) ?? {});
    if (error !== undefined) transcript.error(error);
  }
  return transcripts;
}

/** What a chat says, whole or streamed, and what embeddings cost; undefined for rankings and the like. Cohere does not name its model. */
export function cohereAnswer(values: readonly JsonObject[]): Answer | undefined {
  const chats = values.some(
    ({ type, event_type: event, message, text }) =>
      type === 'message-start' || event !== undefined || objectOf(message) !== undefined || typeof text === 'string',
  );
  const usage = values.reduce<Usage | undefined>((known, value) => usageOf(value) ?? known, undefined);
  if (!chats) return usage === undefined ? undefined : { model: undefined, choices: [], usage };
  return { model: undefined, choices: cohereTranscripts(values).choices(), usage };
}

/** What the model saw, else what is billed. https://docs.cohere.com/v2/reference/chat */
function usageOf(value: JsonObject): Usage | undefined {
  const usage =
    objectOf(objectOf(value['delta'])?.['usage']) ??
    objectOf(value['usage']) ??
    objectOf(value['meta']) ??
    objectOf(objectOf(value['response'])?.['meta']);
  const tokens = objectOf(usage?.['tokens']) ?? objectOf(usage?.['billed_units']);
  const input = numberOf(tokens?.['input_tokens']);
  if (tokens === undefined || input === undefined) return undefined;
  return {
    input,
    output: numberOf(tokens['output_tokens']) ?? 0,
    cached: numberOf(usage?.['cached_tokens']) ?? 0,
    reasoning: numberOf(tokens['reasoning_tokens']) ?? 0,
  };
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
      transcript.text(`${labelIn(result['index'])}: ${result['relevance_score']}\n`);
  }
}

function oneOrMore(value: unknown): JsonObject[] {
  return objectsOf(Array.isArray(value) ? value : [value]);
}
