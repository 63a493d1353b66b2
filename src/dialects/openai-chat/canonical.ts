/** What requests for chat completions mean the same by; of completions too. */

import { type CanonicalRules, isCanonicalObject } from '../../core/canonical.ts';
import {
  absentIf,
  absentIfEmpty,
  doesNotCount,
  each,
  exceptSystemMessages,
  generatedId,
  inTurn,
  jsonText,
  object,
  oneAlone,
  type Spelling,
  spelledBody,
  textAlone,
  toolName,
  userData,
} from '../body-spelling.ts';
import { openAiHeaders, textFormat, whoAsks, whoAsksFields } from '../openai-spelling.ts';

const part = object({
  file: object({ file_id: generatedId }),
  image_url: object({ detail: absentIf('auto') }),
});

const content: Spelling = inTurn(each(part), textAlone);

const call = object({
  id: generatedId,
  type: absentIf('function'),
  function: object({ arguments: jsonText }),
  // Gemini's own field beside a call: https://ai.google.dev/gemini-api/docs/thought-signatures
  extra_content: object({ google: object({ thought_signature: generatedId }) }),
});

/** Thinking as OpenRouter wants it sent back: https://openrouter.ai/docs/use-cases/reasoning-tokens */
const reasoning = object({ id: generatedId, data: generatedId, signature: generatedId });

const fields = object({
  content,
  tool_calls: absentIfEmpty(each(call)),
  tool_call_id: generatedId,
  function_call: object({ arguments: jsonText }),
  audio: object({ id: generatedId }),
  reasoning_details: absentIfEmpty(each(reasoning)),
  annotations: absentIfEmpty(),
});

/** Beside tool calls, SDKs write no text as null, as the empty text, or not at all. */
const message: Spelling = (value) => {
  const spelled = fields(value);
  if (spelled === undefined || !isCanonicalObject(spelled)) return spelled;
  if (spelled['content'] !== '' || !('tool_calls' in spelled || 'function_call' in spelled)) return spelled;
  const { content: _, ...rest } = spelled;
  return rest;
};

const tool = object({ function: object({ strict: absentIf(false) }) });

/** https://platform.openai.com/docs/api-reference/chat/create; what stands for itself here does so at all who speak the protocol. */
const request: Spelling = object({
  ...whoAsks,
  messages: each(message),
  prompt: oneAlone,
  prediction: object({ content }),
  tools: each(tool),
  response_format: textFormat,
  n: absentIf(1),
  logprobs: absentIf(false),
  stream: absentIf(false),
  stream_options: absentIfEmpty(object({ include_usage: absentIf(false) })),
  metadata: absentIfEmpty(userData),
});

const withoutSystem = object({ messages: exceptSystemMessages });
const toolNames = object({ tools: each(toolName), functions: each(toolName) });
const withoutTools = object({ tools: doesNotCount, functions: doesNotCount });

export const chatCanonical: CanonicalRules = {
  headers: openAiHeaders,
  ignoredFields: whoAsksFields,
  body: (body) => spelledBody(body, request),
  withoutSystem: (body) => spelledBody(body, withoutSystem),
  withToolNames: (body) => spelledBody(body, toolNames),
  withoutTools: (body) => spelledBody(body, withoutTools),
};
