/** How chat completions fail, and chat completions with other words. */

import type { Failures } from '../../core/failures.ts';
import type { Wording } from '../../core/fault.ts';
import { type JsonObject, objectOf, objectsOf, textIn } from '../json-shape.ts';
import { openaiFailures } from '../openai-failures.ts';
import { rewordedJson } from '../reworded-json.ts';
import { finishWords } from './write-chat-completion.ts';

export const chatFailures: Failures = {
  ...openaiFailures,
  reword: (whole, wordings) =>
    rewordedJson(whole, (answer) => {
      const choices = objectsOf(answer['choices']);
      const reworded = choices.flatMap((choice, i) => {
        const wording = wordings[i];
        return (wording === undefined ? undefined : rewordedChoice(choice, wording)) ?? [];
      });
      return reworded.length === 0 || reworded.length < choices.length ? undefined : { ...answer, choices: reworded };
    }),
};

function rewordedChoice(choice: JsonObject, wording: Wording): JsonObject | undefined {
  const ending = {
    ...('logprobs' in choice ? { logprobs: null } : {}),
    finish_reason: finishWords[wording.finish],
  };
  const message = objectOf(choice['message']);
  if (message !== undefined) return { ...choice, message: rewordedMessage(message, wording), ...ending };
  // Legacy completions have neither calls nor refusals.
  if (typeof choice['text'] !== 'string' || wording.toolCalls.length > 0) return undefined;
  return { ...choice, text: wording.text || wording.refusal, ...ending };
}

function rewordedMessage(message: JsonObject, { text, refusal, toolCalls }: Wording): JsonObject {
  const { tool_calls: known, function_call: legacy, content, ...others } = message;
  const ids = objectsOf(known).map(({ id }) => id);
  const [first] = toolCalls;
  const silent = text === '' && (first !== undefined || refusal !== '');
  return {
    ...others,
    content: silent ? null : Array.isArray(content) ? rewordedParts(content, text) : text,
    ...('refusal' in message || refusal !== '' ? { refusal: refusal === '' ? null : refusal } : {}),
    ...(first === undefined
      ? {}
      : legacy !== undefined
        ? { function_call: first }
        : {
            tool_calls: toolCalls.map((call, i) => ({
              id: textIn(ids[i]) ?? `call_injected${i}`,
              type: 'function',
              function: call,
            })),
          }),
  };
}

/** Mistral's reasoning models answer in parts; the thoughts among them stay. */
function rewordedParts(parts: unknown, text: string): readonly JsonObject[] {
  return [...objectsOf(parts).filter(({ type }) => type !== 'text'), { type: 'text', text }];
}
