/** Text out of Gemini's replies: generated candidates, streamed in any framing or whole, and interactions. */

import type { Answer, Usage } from '../../core/answer.ts';
import { nestedError } from '../error-text.ts';
import { compactJson, type JsonObject, numberOf, objectOf, objectsOf, textIn } from '../json-shape.ts';
import { addChatCompletion } from '../openai-chat-text.ts';
import { type Transcript, Transcripts } from '../transcript.ts';
import { addInteraction, interactionAnswer } from './interaction-text.ts';

export function contentTranscripts(values: readonly JsonObject[]): Transcripts {
  const transcripts = new Transcripts();
  for (const outer of values) {
    // The Gemini CLI's backend wraps the response.
    const value = objectOf(outer['response']) ?? outer;
    for (const [position, candidate] of objectsOf(value['candidates']).entries()) {
      const transcript = transcripts.of(numberOf(candidate['index']) ?? position);
      for (const part of objectsOf(objectOf(candidate['content'])?.['parts'])) addPart(part, transcript);
      const finish = textIn(candidate['finishReason']);
      if (finish !== undefined) transcript.finish(finish);
    }
    const blocked = textIn(objectOf(value['promptFeedback'])?.['blockReason']);
    if (blocked !== undefined) transcripts.of(0).note(`blocked: ${blocked}`);
    const error = nestedError(value);
    if (error !== undefined) transcripts.of(0).error(error);
    addInteraction(value, transcripts.of(0));
    // Mistral's and other partners' models on Vertex.
    addChatCompletion(value, transcripts);
  }
  return transcripts;
}

/** What candidates or an interaction say, whole or in the pieces of a stream; undefined for other replies. */
export function geminiAnswer(values: readonly JsonObject[]): Answer | undefined {
  const responses = values.map((value) => objectOf(value['response']) ?? value);
  const transcripts = contentTranscripts(responses);
  if (!responses.some(({ candidates }) => Array.isArray(candidates))) {
    return interactionAnswer(responses, transcripts) ?? embeddingAnswer(responses);
  }
  return {
    model: responses.map(({ modelVersion }) => textIn(modelVersion)).find((model) => model !== undefined),
    choices: transcripts.choices(),
    usage: responses.reduce<Usage | undefined>(
      (known, { usageMetadata }) => usageOf(usageMetadata) ?? known,
      undefined,
    ),
  };
}

/** The Gemini API counts all together, Vertex each text. https://ai.google.dev/api/embeddings */
function embeddingAnswer(responses: readonly JsonObject[]): Answer | undefined {
  const counts = responses.flatMap(({ embedding, embeddings, usageMetadata, predictions }) =>
    embedding === undefined && embeddings === undefined
      ? objectsOf(predictions).map((one) => objectOf(objectOf(one['embeddings'])?.['statistics'])?.['token_count'])
      : [objectOf(usageMetadata)?.['promptTokenCount']],
  );
  const known = counts.flatMap((count) => numberOf(count) ?? []);
  if (known.length === 0) return undefined;
  const input = known.reduce((sum, count) => sum + count, 0);
  return { model: undefined, choices: [], usage: { input, output: 0, cached: 0, reasoning: 0 } };
}

/** https://ai.google.dev/api/generate-content#UsageMetadata: thoughts are counted beside the candidates. */
function usageOf(metadata: unknown): Usage | undefined {
  const usage = objectOf(metadata);
  const prompt = numberOf(usage?.['promptTokenCount']);
  if (usage === undefined || prompt === undefined) return undefined;
  const count = (name: string): number => numberOf(usage[name]) ?? 0;
  const reasoning = count('thoughtsTokenCount');
  return {
    input: prompt + count('toolUsePromptTokenCount'),
    output: count('candidatesTokenCount') + reasoning,
    cached: count('cachedContentTokenCount'),
    reasoning,
  };
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
