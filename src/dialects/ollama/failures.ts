/** How Ollama fails, and its answers with other words. */

import type { Failures } from '../../core/failures.ts';
import type { Wording } from '../../core/fault.ts';
import { errorInWords, retryAfter } from '../failure-words.ts';
import { messageWithCode } from '../json-error.ts';
import { type JsonObject, objectOf } from '../json-shape.ts';
import { argumentsOf, hasObjectArguments, rewordedJson } from '../reworded-json.ts';

export const ollamaFailures: Failures = {
  errorOf: (status, seconds) => errorInWords(status, {}, retryAfter(seconds)),
  errorEvent: (error) => ({ name: undefined, value: { error: messageWithCode(error) } }),
  reword: (whole, [wording]) =>
    rewordedJson(whole, (answer) => {
      if (wording === undefined || !hasObjectArguments(wording)) return undefined;
      const said = wording.text || wording.refusal;
      const { logprobs: _, ...others } = answer;
      const done_reason = wording.finish === 'length' ? 'length' : 'stop';
      const message = objectOf(answer['message']);
      if (message !== undefined) return { ...others, message: rewordedMessage(message, wording), done_reason };
      if (typeof answer['response'] !== 'string' || wording.toolCalls.length > 0) return undefined;
      return { ...others, response: said, done_reason };
    }),
};

function rewordedMessage(message: JsonObject, { text, refusal, toolCalls }: Wording): JsonObject {
  const { tool_calls: _, ...others } = message;
  const calls = toolCalls.map((call) => ({ function: { name: call.name, arguments: argumentsOf(call) } }));
  return { ...others, content: text || refusal, ...(calls.length === 0 ? {} : { tool_calls: calls }) };
}
