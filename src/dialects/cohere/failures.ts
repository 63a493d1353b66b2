/** How Cohere's API fails, and its answers with other words. */

import type { FinishKind } from '../../core/draft.ts';
import type { Failures } from '../../core/failures.ts';
import type { Wording } from '../../core/fault.ts';
import { errorInWords, type OwnWords, retryAfter } from '../failure-words.ts';
import { type JsonObject, objectOf, objectsOf, textIn } from '../json-shape.ts';
import { rewordedJson } from '../reworded-json.ts';

/** https://docs.cohere.com/reference/errors */
const words: OwnWords = {
  401: { message: 'invalid api token' },
  429: { message: 'You have reached the rate limit of your key. Please try again later.' },
  500: { message: 'internal server error' },
};

/** https://docs.cohere.com/reference/chat */
const finishWords: Readonly<Record<FinishKind, string>> = {
  stop: 'COMPLETE',
  'stop-sequence': 'STOP_SEQUENCE',
  length: 'MAX_TOKENS',
  'tool-calls': 'TOOL_CALL',
  'content-filter': 'ERROR',
  refusal: 'COMPLETE',
};

export const cohereFailures: Failures = {
  errorOf: (status, seconds) => errorInWords(status, words, retryAfter(seconds)),

  /** https://docs.cohere.com/v2/docs/streaming: a stream ends with its reason, and the reason may be an error. */
  errorEvent: ({ message }) => ({
    name: 'message-end',
    value: { type: 'message-end', delta: { finish_reason: 'ERROR', error: message } },
  }),

  reword: (whole, [wording]) =>
    rewordedJson(whole, (answer) => {
      if (wording === undefined) return undefined;
      const finish_reason = finishWords[wording.finish];
      const message = objectOf(answer['message']);
      if (message !== undefined) return { ...answer, message: rewordedMessage(message, wording), finish_reason };
      // Version 1.
      if (typeof answer['text'] !== 'string' || wording.toolCalls.length > 0) return undefined;
      const reason = wording.finish === 'content-filter' ? 'ERROR_TOXIC' : finish_reason;
      return { ...answer, text: wording.text || wording.refusal, finish_reason: reason };
    }),
};

function rewordedMessage(message: JsonObject, { text, refusal, toolCalls }: Wording): JsonObject {
  const { tool_calls: known, content, tool_plan, citations: _, ...others } = message;
  const ids = objectsOf(known).map(({ id }) => id);
  const said = text || refusal;
  const parts = objectsOf(content).filter(({ type }) => type !== 'text');
  return {
    ...others,
    ...(toolCalls.length === 0 || tool_plan === undefined ? {} : { tool_plan }),
    ...(said === '' && toolCalls.length > 0 ? {} : { content: [...parts, { type: 'text', text: said }] }),
    ...(toolCalls.length === 0
      ? {}
      : {
          tool_calls: toolCalls.map((call, i) => ({
            id: textIn(ids[i]) ?? `call_injected${i}`,
            type: 'function',
            function: call,
          })),
        }),
  };
}
