/** Anthropic's answers with other words; Claude on Bedrock and Vertex sends the same. */

import type { FinishKind } from '../core/draft.ts';
import type { Wording } from '../core/fault.ts';
import { type JsonObject, objectsOf, textIn } from './json-shape.ts';
import { argumentsOf, hasObjectArguments } from './reworded-json.ts';

/** https://docs.anthropic.com/en/api/handling-stop-reasons */
export const stopReasons: Readonly<Record<FinishKind, string>> = {
  stop: 'end_turn',
  'stop-sequence': 'stop_sequence',
  length: 'max_tokens',
  'tool-calls': 'tool_use',
  'content-filter': 'refusal',
  refusal: 'refusal',
};

/** A message, or a legacy completion; undefined for what is neither, and for words that it cannot say. */
export function rewordedAnthropic(answer: JsonObject, wording: Wording): JsonObject | undefined {
  const { text, refusal, toolCalls, finish } = wording;
  const said = text || refusal;
  if (typeof answer['completion'] === 'string') {
    const stop_reason = finish === 'length' ? 'max_tokens' : 'stop_sequence';
    return toolCalls.length > 0 ? undefined : { ...answer, completion: said, stop_reason };
  }
  if (answer['type'] !== 'message' || !hasObjectArguments(wording)) return undefined;
  const blocks = objectsOf(answer['content']);
  const ids = blocks.filter(({ type }) => type === 'tool_use').map(({ id }) => id);
  return {
    ...answer,
    content: [
      ...blocks.filter(({ type }) => type !== 'text' && type !== 'tool_use'),
      ...(said === '' ? [] : [{ type: 'text', text: said }]),
      ...toolCalls.map((call, i) => ({
        type: 'tool_use',
        id: textIn(ids[i]) ?? `toolu_injected${i}`,
        name: call.name,
        input: argumentsOf(call),
      })),
    ],
    stop_reason: stopReasons[finish],
    stop_sequence: null,
  };
}
