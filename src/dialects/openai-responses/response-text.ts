/** Text out of a response object or of the events that a streamed one consists of. */

import type { Answer, Choice } from '../../core/answer.ts';
import { errorMessageIn, nestedError } from '../error-text.ts';
import { compactJson, type JsonObject, labelIn, objectOf, objectsOf, textIn } from '../json-shape.ts';
import { openaiUsage } from '../openai-usage.ts';
import { Transcript } from '../transcript.ts';

/** While it is made, a response has one of these. */
const unfinished: ReadonlySet<unknown> = new Set(['queued', 'in_progress']);

/**
 * The events of a stream in order, or the one response object. The final `response` is taken where it has output; the ChatGPT
 * backend leaves it empty and a cut stream has none, then the deltas are.
 * https://platform.openai.com/docs/api-reference/responses-streaming
 */
export function responseTranscript(events: readonly JsonObject[]): Transcript {
  const final = events.findLast((event) => {
    const { output, status } = responseIn(event);
    return !unfinished.has(status) && objectsOf(output).length > 0;
  });
  if (final !== undefined) return outputTranscript(objectsOf(responseIn(final)['output']), errorIn(final));
  const streamed = new Transcript();
  for (const event of events) {
    addEvent(event, streamed);
    const error = errorIn(event);
    if (error !== undefined) streamed.error(error);
  }
  return streamed;
}

/** What one event says; the events behind the deltas repeat them. */
export function choicesIn(event: JsonObject, whole: boolean): readonly Choice[] {
  if (whole) return [responseTranscript([event]).choice()];
  const transcript = new Transcript();
  addEvent(event, transcript);
  return [transcript.choice()];
}

function responseIn(event: JsonObject): JsonObject {
  return objectOf(event['response']) ?? event;
}

function errorIn(event: JsonObject): string | undefined {
  return event['type'] === 'error' ? errorMessageIn(event) : nestedError(responseIn(event));
}

function outputTranscript(items: readonly JsonObject[], error: string | undefined): Transcript {
  const transcript = new Transcript();
  for (const [index, item] of items.entries()) addItem(item, String(index), transcript);
  if (error !== undefined) transcript.error(error);
  return transcript;
}

/** What a response says; undefined for lists of items and the like. */
export function responseAnswer(events: readonly JsonObject[]): Answer | undefined {
  const last = events.map(responseIn).findLast(({ object }) => object === 'response');
  if (last === undefined) return undefined;
  const { finish: _, ...said } = responseTranscript(events).choice();
  const status = unfinished.has(last['status']) ? undefined : textIn(last['status']);
  const finish = textIn(objectOf(last['incomplete_details'])?.['reason']) ?? status;
  return { model: textIn(last['model']), choices: [{ ...said, finish }], usage: openaiUsage(last['usage']) };
}

function addItem(item: JsonObject, index: string, transcript: Transcript): void {
  switch (item['type']) {
    case 'message':
      for (const [at, part] of objectsOf(item['content']).entries()) {
        transcript.text(textIn(part['text']) ?? '', `${index}.${at}`);
        transcript.refusal(textIn(part['refusal']) ?? '');
      }
      return;
    case 'reasoning':
      for (const part of [...objectsOf(item['summary']), ...objectsOf(item['content'])]) {
        transcript.reasoning(textIn(part['text']) ?? '', index);
      }
      return;
    default:
      addOther(item, index, transcript);
  }
}

/** A call that the client is to answer, or a note of what the provider did itself (searched, drew, ran code). */
function addOther(item: JsonObject, index: string, transcript: Transcript): void {
  const name = textIn(item['name']);
  if (name !== undefined) transcript.call(index, name, compactJson(item['arguments'] ?? item['input']));
  else transcript.note(textIn(item['type']) ?? 'item');
}

function addEvent(event: JsonObject, transcript: Transcript): void {
  const index = labelIn(event['output_index']);
  const delta = textIn(event['delta']) ?? '';
  const item = objectOf(event['item']);
  switch (event['type']) {
    case 'response.output_text.delta':
      transcript.text(delta, `${index}.${labelIn(event['content_index'])}`);
      break;
    case 'response.refusal.delta':
      transcript.refusal(delta);
      break;
    case 'response.reasoning_text.delta':
    case 'response.reasoning_summary_text.delta':
      transcript.reasoning(delta, index);
      break;
    case 'response.function_call_arguments.delta':
    case 'response.custom_tool_call_input.delta':
    case 'response.mcp_call_arguments.delta':
      transcript.call(index, undefined, delta);
      break;
    case 'response.output_item.added':
      if (textIn(item?.['name']) !== undefined) transcript.call(index, textIn(item?.['name']), '');
      else if (item !== undefined && item['type'] !== 'message' && item['type'] !== 'reasoning')
        addOther(item, index, transcript);
      break;
  }
}
