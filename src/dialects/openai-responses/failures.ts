/** How the Responses API fails, and responses with other words. */

import type { ToolCall } from '../../core/answer.ts';
import type { Failures } from '../../core/failures.ts';
import type { Wording } from '../../core/fault.ts';
import { type JsonObject, objectsOf, stringOf, textIn } from '../json-shape.ts';
import { errorObject, openaiFailures } from '../openai-failures.ts';
import { rewordedJson } from '../reworded-json.ts';

/** What a model says, as items of the output; all others stay. */
const spoken: ReadonlySet<unknown> = new Set(['message', 'function_call', 'custom_tool_call']);

export const responsesFailures: Failures = {
  ...openaiFailures,

  /** https://platform.openai.com/docs/api-reference/responses-streaming/error; the fields stand in an `error`, which the SDKs look for. */
  errorEvent: (error, events) => ({
    name: 'error',
    value: { type: 'error', sequence_number: events, error: errorObject(error) },
  }),

  reword: (whole, [wording]) =>
    rewordedJson(whole, (response) => {
      if (wording === undefined || response['object'] !== 'response') return undefined;
      const reason = incompleteReason(wording);
      const status = reason === undefined ? 'completed' : 'incomplete';
      return {
        ...response,
        status,
        incomplete_details: reason === undefined ? null : { reason },
        output: outputOf(objectsOf(response['output']), wording, status),
      };
    }),
};

function incompleteReason({ finish }: Wording): string | undefined {
  if (finish === 'length') return 'max_output_tokens';
  return finish === 'content-filter' ? 'content_filter' : undefined;
}

function outputOf(output: readonly JsonObject[], wording: Wording, status: string): JsonObject[] {
  const { text, refusal, toolCalls } = wording;
  const silent = text === '' && refusal === '' && toolCalls.length > 0;
  const messageId = output.find(({ type }) => type === 'message')?.['id'];
  const calls = output.filter(({ type }) => type === 'function_call' || type === 'custom_tool_call');
  const content =
    refusal === '' ? { type: 'output_text', annotations: [], logprobs: [], text } : { type: 'refusal', refusal };
  const message = {
    id: textIn(messageId) ?? 'msg_injected',
    type: 'message',
    status,
    role: 'assistant',
    content: [content],
  };
  return [
    ...output.filter(({ type }) => !spoken.has(type)),
    ...(silent ? [] : [message]),
    ...toolCalls.map((call, i) => callItem(call, calls[i], status, i)),
  ];
}

/** @param known the call in whose place it stands; a custom tool takes free text */
function callItem(call: ToolCall, known: JsonObject | undefined, status: string, i: number): JsonObject {
  const custom = known?.['type'] === 'custom_tool_call';
  return {
    id: stringOf(known?.['id']) ?? `fc_injected${i}`,
    type: custom ? 'custom_tool_call' : 'function_call',
    status,
    name: call.name,
    call_id: stringOf(known?.['call_id']) ?? `call_injected${i}`,
    [custom ? 'input' : 'arguments']: call.arguments,
  };
}
