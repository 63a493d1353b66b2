/** Text out of Gemini's replies: generated candidates, streamed in any framing or whole, and interactions. */

import { nestedError } from '../error-text.ts';
import { compactJson, type JsonObject, numberOf, objectOf, objectsOf, textIn } from '../json-shape.ts';
import { addChatCompletion } from '../openai-chat-text.ts';
import { type Transcript, Transcripts } from '../transcript.ts';
import { addInteraction } from './interaction-text.ts';

export function contentText(values: readonly JsonObject[]): string {
  const transcripts = new Transcripts();
  for (const outer of values) {
    // The Gemini CLI's backend wraps the response.
    const value = objectOf(outer['response']) ?? outer;
    for (const [position, candidate] of objectsOf(value['candidates']).entries()) {
      const transcript = transcripts.of(numberOf(candidate['index']) ?? position);
      for (const part of objectsOf(objectOf(candidate['content'])?.['parts'])) addPart(part, transcript);
    }
    const blocked = textIn(objectOf(value['promptFeedback'])?.['blockReason']);
    if (blocked !== undefined) transcripts.of(0).note(`blocked: ${blocked}`);
    const error = nestedError(value);
    if (error !== undefined) transcripts.of(0).error(error);
    addInteraction(value, transcripts.of(0));
    // Mistral's and other partners' models on Vertex.
    addChatCompletion(value, transcripts);
  }
  return transcripts.toString();
}

/** https://ai.google.dev/api/caching#Part */
function addPart(part: JsonObject, transcript: Transcript): void {
  const text = textIn(part['text']);
  if (text !== undefined) {
    if (part['thought'] === true) transcript.reasoning(text);
    else transcript.text(text);
  }
  const call = objectOf(part['functionCall']);
  if (call !== undefined) transcript.call(undefined, textIn(call['name']), compactJson(call['args'] ?? {}));
  const code = textIn(objectOf(part['executableCode'])?.['code']);
  if (code !== undefined) transcript.call(undefined, 'executableCode', code);
  const output = textIn(objectOf(part['codeExecutionResult'])?.['output']);
  if (output !== undefined) transcript.note(`output: ${output}`);
  const inline = objectOf(part['inlineData']);
  if (inline !== undefined) transcript.note(textIn(inline['mimeType']) ?? 'inline data');
  const file = textIn(objectOf(part['fileData'])?.['fileUri']);
  if (file !== undefined) transcript.note(file);
}
