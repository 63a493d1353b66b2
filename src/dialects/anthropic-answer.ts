/** What Anthropic's replies say and what they cost, streamed or not; Claude on Bedrock and Vertex sends the same. */

import type { Answer, Usage } from '../core/answer.ts';
import { withKnown } from './anthropic-join.ts';
import { addAnthropic } from './anthropic-text.ts';
import { type JsonObject, numberOf, objectOf, textIn } from './json-shape.ts';
import { Transcripts } from './transcript.ts';

/** Of the events of a stream, a whole message, or a legacy completion; undefined for what is none of them. */
export function anthropicAnswer(values: readonly JsonObject[]): Answer | undefined {
  const transcripts = new Transcripts();
  let usage: JsonObject = {};
  let model: string | undefined;
  let known = false;
  for (const value of values) {
    const starts = value['type'] === 'message_start';
    const message = starts ? objectOf(value['message']) : value;
    known ||= starts || value['type'] === 'message' || typeof value['completion'] === 'string';
    addAnthropic(value, transcripts.of(0));
    model ??= textIn(message?.['model']);
    usage = withKnown(usage, objectOf(message?.['usage']));
  }
  return known ? { model, choices: transcripts.choices(), usage: usageOf(usage) } : undefined;
}

/** `input_tokens` leaves out what was read from the cache or written to it. */
function usageOf(usage: JsonObject): Usage | undefined {
  const input = numberOf(usage['input_tokens']);
  if (input === undefined) return undefined;
  const cached = numberOf(usage['cache_read_input_tokens']) ?? 0;
  const written = numberOf(usage['cache_creation_input_tokens']) ?? 0;
  return {
    input: input + cached + written,
    output: numberOf(usage['output_tokens']) ?? 0,
    cached,
    reasoning: numberOf(objectOf(usage['output_tokens_details'])?.['thinking_tokens']) ?? 0,
  };
}
