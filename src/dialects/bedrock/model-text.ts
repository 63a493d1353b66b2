/** Text out of what Bedrock's models and services send, whole or as the values of an event stream. */

import { addAnthropic } from '../anthropic-text.ts';
import { nestedError } from '../error-text.ts';
import { compactJson, type JsonObject, labelIn, objectOf, objectsOf, textIn } from '../json-shape.ts';
import { addChatCompletion } from '../openai-chat-text.ts';
import { type Transcript, Transcripts } from '../transcript.ts';

export function bedrockTranscripts(values: readonly JsonObject[]): Transcripts {
  const transcripts = new Transcripts();
  for (const value of values) {
    const transcript = transcripts.of(0);
    const error = nestedError(value);
    if (error !== undefined) transcript.error(error);
    else if (!addAnthropic(value, transcript) && !addConverse(value, transcript)) addVendor(value, transcripts);
  }
  return transcripts;
}

/** Converse and Nova. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStreamOutput.html */
function addConverse(value: JsonObject, transcript: Transcript): boolean {
  const started = objectOf(value['contentBlockStart']);
  const delta = objectOf(value['contentBlockDelta']);
  const message = objectOf(objectOf(value['output'])?.['message']);
  if (started !== undefined) addBlock(objectOf(started['start']) ?? {}, blockIndex(started), transcript);
  if (delta !== undefined) addBlock(objectOf(delta['delta']) ?? {}, blockIndex(delta), transcript);
  for (const [at, block] of objectsOf(message?.['content']).entries()) addBlock(block, String(at), transcript);
  const finish = textIn(objectOf(value['messageStop'])?.['stopReason']) ?? (message && textIn(value['stopReason']));
  if (finish !== undefined) transcript.finish(finish);
  return started !== undefined || delta !== undefined || message !== undefined;
}

function blockIndex(event: JsonObject): string {
  return labelIn(event['contentBlockIndex']);
}

function addBlock(block: JsonObject, index: string, transcript: Transcript): void {
  const text = textIn(block['text']);
  if (text !== undefined) transcript.text(text, index);
  for (const part of objectsOf(objectOf(block['citationsContent'])?.['content'])) {
    transcript.text(textIn(part['text']) ?? '', index);
  }
  const reasoning = objectOf(block['reasoningContent']);
  const thought = textIn(reasoning?.['text']) ?? textIn(objectOf(reasoning?.['reasoningText'])?.['text']);
  if (thought !== undefined) transcript.reasoning(thought, index);
  const tool = objectOf(block['toolUse']);
  if (tool !== undefined) transcript.call(index, textIn(tool['name']), compactJson(tool['input']));
}

/** The vendors' own JSON (https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html), and other services. */
function addVendor(value: JsonObject, transcripts: Transcripts): void {
  addChatCompletion(value, transcripts); // Mistral, OpenAI, DeepSeek, Jamba
  const single =
    textIn(value['outputText']) ?? // Titan stream, agents
    textIn(value['generation']) ?? // Llama
    textIn(value['text']) ?? // Cohere Command R, retrieveAndGenerateStream
    textIn(objectOf(value['output'])?.['text']); // retrieveAndGenerate
  if (single !== undefined) transcripts.of(0).text(single);
  addFinish(value, transcripts.of(0));
  const several = [
    ...objectsOf(value['results']).map((result) => ({ text: result['outputText'], of: result })), // Titan
    ...objectsOf(value['outputs']).map((output) => ({ text: output['text'], of: output })), // Mistral, guardrails
    ...objectsOf(value['generations']).map((generation) => ({ text: generation['text'], of: generation })), // Cohere Command
  ];
  for (const [index, { text, of }] of several.entries()) {
    transcripts.of(index).text(textIn(text) ?? '');
    addFinish(of, transcripts.of(index));
  }
  const passages = objectsOf(value['retrievalResults']).map(
    (result) => textIn(objectOf(result['content'])?.['text']) ?? '',
  );
  transcripts.of(0).text(passages.join('\n\n'));
}

/** Llama and Mistral, Titan, Cohere. */
function addFinish(value: JsonObject, transcript: Transcript): void {
  const reason = textIn(value['stop_reason']) ?? textIn(value['completionReason']) ?? textIn(value['finish_reason']);
  if (reason !== undefined) transcript.finish(reason);
}
