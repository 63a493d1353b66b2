/** The one spelling of what Bedrock's own operations are asked: converse, agents, knowledge bases. */

import {
  absentIf,
  absentIfEmpty,
  each,
  generatedId,
  inTurn,
  jsonText,
  lazily,
  object,
  type Spelling,
  textAlone,
  userData,
} from '../body-spelling.ts';

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ContentBlock.html */
const block: Spelling = object({
  toolUse: object({ toolUseId: generatedId, input: userData }),
  toolResult: object({ toolUseId: generatedId, content: each(object({ json: userData })) }),
  reasoningContent: object({ reasoningText: object({ signature: generatedId }), redactedContent: generatedId }),
});

/** The models of several vendors take messages in the shape of OpenAI's, with calls beside the content. */
const call = object({ id: generatedId, function: object({ arguments: jsonText }) });

const message = object({
  content: inTurn(each(block), textAlone),
  tool_calls: absentIfEmpty(each(call)),
  tool_call_id: generatedId,
});

const tool = object({
  toolSpec: object({}),
  function: object({}),
});

const sessionState = object({ invocationId: generatedId });

/** Nova's own JSON is converse's; that of other vendors has no fields in common with it, or such as mean the same. */
export const bedrockRequest: Spelling = object({
  messages: each(message),
  system: absentIfEmpty(each(object({}))),
  inferenceConfig: absentIfEmpty(object({ stopSequences: absentIfEmpty() })),
  toolConfig: object({ tools: each(tool), toolChoice: object({}) }),
  tools: absentIfEmpty(each(tool)),
  additionalModelRequestFields: absentIfEmpty(),
  additionalModelResponseFieldPaths: absentIfEmpty(),
  promptVariables: absentIfEmpty(),
  requestMetadata: absentIfEmpty(),
  stream: absentIf(false),
  // Agents and knowledge bases.
  sessionId: generatedId,
  sessionState,
  inlineSessionState: sessionState,
  enableTrace: absentIf(false),
  endSession: absentIf(false),
  // What counting tokens is asked about.
  input: object({ converse: lazily(() => bedrockRequest) }),
});
