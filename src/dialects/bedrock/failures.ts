/** How Bedrock fails, and its answers with other words: Converse's, Nova's own, and Claude's. */

import type { FinishKind } from '../../core/draft.ts';
import type { Failures } from '../../core/failures.ts';
import type { Wording } from '../../core/fault.ts';
import { headerOf } from '../../core/headers.ts';
import { rewordedAnthropic } from '../anthropic-rewording.ts';
import { errorInWords, type OwnWords } from '../failure-words.ts';
import { messageWithCode } from '../json-error.ts';
import { type JsonObject, objectOf, objectsOf, textIn } from '../json-shape.ts';
import { argumentsOf, hasObjectArguments, rewordedJson } from '../reworded-json.ts';
import { writeBedrockError } from './error.ts';

const words: OwnWords = {
  401: { message: 'The security token included in the request is invalid.' },
  403: { message: 'You don’t have access to the model with the specified model ID.' },
  429: { message: 'Too many requests, please wait before trying again.' },
  503: { message: 'Bedrock is unable to process your request.' },
};

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html */
const stopReasons: Readonly<Record<FinishKind, string>> = {
  stop: 'end_turn',
  'stop-sequence': 'stop_sequence',
  length: 'max_tokens',
  'tool-calls': 'tool_use',
  'content-filter': 'content_filtered',
  refusal: 'end_turn',
};

export const bedrockFailures: Failures = {
  errorOf: (status) => errorInWords(status, words),

  /** Exceptions of a stream are named as its members are: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStreamOutput.html */
  errorEvent(error) {
    const type = headerOf(writeBedrockError(error).headers, 'x-amzn-errortype') ?? 'InternalServerException';
    return { name: type.charAt(0).toLowerCase() + type.slice(1), value: { message: messageWithCode(error) } };
  },

  reword: (whole, [wording]) =>
    rewordedJson(whole, (answer) => {
      if (wording === undefined) return undefined;
      const message = objectOf(objectOf(answer['output'])?.['message']);
      return message === undefined ? rewordedAnthropic(answer, wording) : rewordedConverse(answer, message, wording);
    }),
};

function rewordedConverse(answer: JsonObject, message: JsonObject, wording: Wording): JsonObject | undefined {
  if (!hasObjectArguments(wording)) return undefined;
  const blocks = objectsOf(message['content']);
  const ids = blocks.flatMap(({ toolUse }) => (toolUse === undefined ? [] : [objectOf(toolUse)?.['toolUseId']]));
  const said = wording.text || wording.refusal;
  const content = [
    ...blocks.filter(({ text, toolUse }) => text === undefined && toolUse === undefined),
    ...(said === '' ? [] : [{ text: said }]),
    ...wording.toolCalls.map((call, i) => ({
      toolUse: { toolUseId: textIn(ids[i]) ?? `tooluse_injected${i}`, name: call.name, input: argumentsOf(call) },
    })),
  ];
  return {
    ...answer,
    output: { ...objectOf(answer['output']), message: { ...message, content } },
    stopReason: stopReasons[wording.finish],
  };
}
