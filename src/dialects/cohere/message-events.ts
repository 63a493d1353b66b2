/** A whole answer of Cohere's version 2 chat as the events that a stream has. */

import type { TextCutter } from '../../core/dialect.ts';
import { type JsonObject, numberOf, objectOf, objectsOf, stringOf } from '../json-shape.ts';

/** In their order; undefined for what is not known. https://docs.cohere.com/v2/docs/streaming */
export function messageEvents(whole: JsonObject, cut: TextCutter): readonly JsonObject[] | undefined {
  const { id, finish_reason, usage, logprobs, message: said, ...ending } = whole;
  const message = objectOf(said);
  if (message === undefined || typeof message['content'] === 'string') return undefined;
  const content = contentEvents(message, objectsOf(logprobs), cut);
  if (content === undefined) return undefined;
  return [
    {
      id,
      type: 'message-start',
      delta: {
        message: { role: message['role'] ?? 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] },
      },
    },
    ...cut(stringOf(message['tool_plan']) ?? '').map((piece) =>
      event('tool-plan-delta', undefined, { tool_plan: piece }),
    ),
    ...content,
    ...objectsOf(message['tool_calls']).flatMap((call, index) => callEvents(call, index, cut)),
    { type: 'message-end', delta: { finish_reason, ...(usage === undefined ? {} : { usage }), ...ending } },
  ];
}

function event(type: string, index: number | undefined, message?: JsonObject): JsonObject {
  return {
    type,
    ...(index === undefined ? {} : { index }),
    ...(message === undefined ? {} : { delta: { message } }),
  };
}

/** Citations come within the text that they are of; log probabilities with their piece of it. */
function contentEvents(
  message: JsonObject,
  logprobs: readonly JsonObject[],
  cut: TextCutter,
): readonly JsonObject[] | undefined {
  const parts = objectsOf(message['content']);
  const lastText = parts.findLastIndex((part) => fieldOf(part) === 'text');
  const spoken = stringOf(parts[lastText]?.['text']) ?? '';
  // They say how the text was cut, if they are of the text.
  if (logprobs.map(({ text }) => text).join('') !== (logprobs.length === 0 ? '' : spoken)) return undefined;
  const citations = objectsOf(message['citations']).map((citation, index) => ({
    part: partOf(citation, parts, lastText),
    events: [event('citation-start', index, { citations: citation }), event('citation-end', index)],
  }));
  const within = (index: number) => citations.flatMap(({ part, events }) => (part === index ? events : []));
  return [
    ...parts.flatMap((part, index) => {
      const field = fieldOf(part);
      const pieces =
        logprobs.length > 0 && index === lastText
          ? logprobs.map((logprob) => ({ piece: stringOf(logprob['text']) ?? '', more: { logprobs: logprob } }))
          : cut(stringOf(part[field]) ?? '').map((piece) => ({ piece, more: {} }));
      return [
        event('content-start', index, { content: { ...part, [field]: '' } }),
        ...pieces.map(({ piece, more }) => ({
          ...event('content-delta', index, { content: { [field]: piece } }),
          ...more,
        })),
        ...within(index),
        event('content-end', index),
      ];
    }),
    // Of no part that there is.
    ...within(-1),
  ];
}

function fieldOf(part: JsonObject): 'thinking' | 'text' {
  return typeof part['thinking'] === 'string' ? 'thinking' : 'text';
}

function partOf(citation: JsonObject, parts: readonly JsonObject[], lastText: number): number {
  const index = numberOf(citation['content_index']);
  return index !== undefined && parts[index] !== undefined ? index : lastText;
}

function callEvents(call: JsonObject, index: number, cut: TextCutter): readonly JsonObject[] {
  const called = objectOf(call['function']) ?? {};
  return [
    event('tool-call-start', index, { tool_calls: { ...call, function: { ...called, arguments: '' } } }),
    ...cut(stringOf(called['arguments']) ?? '').map((piece) =>
      event('tool-call-delta', index, { tool_calls: { function: { arguments: piece } } }),
    ),
    event('tool-call-end', index),
  ];
}
