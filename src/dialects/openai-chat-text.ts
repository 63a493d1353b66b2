/** Text out of chat completions and legacy completions, streamed or not, as OpenAI and all who speak its protocol send them. */

import { compactJson, type JsonObject, numberOf, objectOf, objectsOf, stringOf, textIn } from './json-shape.ts';
import type { Transcript, Transcripts } from './transcript.ts';

/** Adds what one chunk, or the whole completion, holds; one transcript for each choice. */
export function addChatCompletion(chunk: JsonObject, transcripts: Transcripts): void {
  for (const [position, choice] of objectsOf(chunk['choices']).entries()) {
    const transcript = transcripts.of(numberOf(choice['index']) ?? position);
    // Perplexity sends the whole message so far beside every delta, Together the text.
    const message = objectOf(choice['delta']) ?? objectOf(choice['message']);
    const text = message === undefined ? textIn(choice['text']) : undefined;
    if (text !== undefined) transcript.text(text);
    if (message !== undefined) addMessage(message, transcript);
    const finish = textIn(choice['finish_reason']);
    if (finish !== undefined) transcript.finish(finish);
  }
}

function addMessage(message: JsonObject, transcript: Transcript): void {
  // `reasoning_content` is DeepSeek's, `reasoning` OpenRouter's, Groq's and Ollama's; some send both with the same text.
  const reasoning = textIn(message['reasoning_content']) ?? textIn(message['reasoning']);
  if (reasoning !== undefined) transcript.reasoning(reasoning);
  addContent(message['content'], transcript);
  const refusal = textIn(message['refusal']);
  if (refusal !== undefined) transcript.refusal(refusal);
  const spoken = textIn(objectOf(message['audio'])?.['transcript']);
  if (spoken !== undefined) transcript.text(spoken);
  for (const _ of objectsOf(message['images'])) transcript.note('image');
  for (const call of objectsOf(message['tool_calls'])) addCall(call, transcript);
  const legacy = objectOf(message['function_call']);
  if (legacy !== undefined) transcript.call('function', textIn(legacy['name']), compactJson(legacy['arguments']));
}

function addContent(content: unknown, transcript: Transcript): void {
  const text = stringOf(content);
  if (text !== undefined) transcript.text(text);
  // Mistral's reasoning models send parts: https://docs.mistral.ai/capabilities/reasoning/
  for (const part of objectsOf(content)) {
    for (const thought of objectsOf(part['thinking'])) transcript.reasoning(textIn(thought['text']) ?? '');
    transcript.text(textIn(part['text']) ?? '');
  }
}

function addCall(call: JsonObject, transcript: Transcript): void {
  const called = objectOf(call['function']) ?? objectOf(call['custom']);
  const piece = compactJson(called?.['arguments'] ?? called?.['input']);
  const id = textIn(call['id']);
  transcript.call(numberOf(call['index']) ?? id, textIn(called?.['name']), piece, id);
}
