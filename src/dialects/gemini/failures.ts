/** How Google's API fails, and its answers with other words. */

import type { Failures } from '../../core/failures.ts';
import type { Wording } from '../../core/fault.ts';
import { errorInWords, type OwnWords, retryAfter } from '../failure-words.ts';
import { type JsonObject, objectOf, objectsOf, parseJson } from '../json-shape.ts';
import { argumentsOf, hasObjectArguments, rewordedJson } from '../reworded-json.ts';
import { writeGeminiError } from './error.ts';
import { finishReasons } from './write-response.ts';

/** https://ai.google.dev/gemini-api/docs/troubleshooting */
const words: OwnWords = {
  401: { message: 'Request had invalid authentication credentials.' },
  403: { message: 'The caller does not have permission' },
  429: { message: 'Resource has been exhausted (e.g. check quota).' },
  500: { message: 'An internal error has occurred. Please retry.' },
  503: { message: 'The model is overloaded. Please try again later.' },
  504: { message: 'Deadline expired before operation could complete.' },
};

export const geminiFailures: Failures = {
  // When to come again stands in the body: https://google.aip.dev/194
  errorOf: (status, seconds) => ({
    ...errorInWords(status, words, retryAfter(seconds)),
    ...(seconds === undefined
      ? {}
      : { details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${seconds}s` }] }),
  }),
  errorEvent: (error) => ({ name: undefined, value: objectOf(parseJson(writeGeminiError(error).body)) ?? {} }),
  reword: (whole, wordings) =>
    rewordedJson(whole, (answer) => {
      const candidates = objectsOf(answer['candidates']);
      if (candidates.length === 0 || !wordings.every(hasObjectArguments)) return undefined;
      return {
        ...answer,
        candidates: candidates.map((candidate, i) => {
          const wording = wordings[i];
          return wording === undefined ? candidate : rewordedCandidate(candidate, wording);
        }),
      };
    }),
};

function rewordedCandidate(candidate: JsonObject, { text, refusal, toolCalls, finish }: Wording): JsonObject {
  const { logprobsResult: _, avgLogprobs: __, ...others } = candidate;
  const content = objectOf(candidate['content']);
  const said = text || refusal;
  const parts = [
    ...objectsOf(content?.['parts']).filter(({ thought }) => thought === true),
    ...(said === '' ? [] : [{ text: said }]),
    ...toolCalls.map((call) => ({ functionCall: { name: call.name, args: argumentsOf(call) } })),
  ];
  const { parts: ___, ...frame } = content ?? { role: 'model' };
  return {
    ...others,
    content: { ...(parts.length === 0 ? {} : { parts }), ...frame },
    finishReason: finishReasons[finish],
  };
}
