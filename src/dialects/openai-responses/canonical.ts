/** What requests of the Responses API mean the same by. */

import { type CanonicalRules, isCanonicalArray, isCanonicalObject } from '../../core/canonical.ts';
import {
  absentIf,
  absentIfEmpty,
  doesNotCount,
  each,
  exceptSystemMessages,
  generatedId,
  inTurn,
  jsonText,
  lazily,
  object,
  type Spelling,
  spelledBody,
  toolName,
  userData,
} from '../body-spelling.ts';
import { openAiHeaders, textFormat, whoAsks, whoAsksFields } from '../openai-spelling.ts';

const part = object({
  file_id: generatedId,
  detail: absentIf('auto'),
  annotations: absentIfEmpty(),
  logprobs: absentIfEmpty(),
});

const textTypes = new Set<unknown>(['input_text', 'output_text', 'text']);

/** One plain text part is the text alone; whose it is, the item's role says. */
const plainTextAlone: Spelling = (value) => {
  const [only = null, ...others] = isCanonicalArray(value) ? value : [];
  if (others.length > 0 || !isCanonicalObject(only) || !textTypes.has(only['type'])) return value;
  const { text } = only;
  return typeof text === 'string' && Object.keys(only).length === 2 ? text : value;
};

const content: Spelling = inTurn(each(part), plainTextAlone);

const check = object({ id: generatedId });

/** A message, or what an earlier answer consisted of, sent back: https://platform.openai.com/docs/api-reference/responses/create */
const item: Spelling = object({
  type: absentIf('message'),
  status: absentIf('completed'),
  id: generatedId,
  call_id: generatedId,
  approval_request_id: generatedId,
  container_id: generatedId,
  encrypted_content: generatedId,
  content,
  arguments: jsonText,
  output: inTurn(each(lazily(() => outputPart)), plainTextAlone),
  pending_safety_checks: absentIfEmpty(each(check)),
  acknowledged_safety_checks: absentIfEmpty(each(check)),
});

/** A tool's result is text, or parts of a message; what else stands there is the tool's own. */
const outputPart: Spelling = (value) =>
  isCanonicalObject(value) && typeof value['type'] === 'string' ? part(value) : value;

/** One message of the user with nothing but a text is the text. */
const userTextAlone: Spelling = (value) => {
  const [only = null, ...others] = isCanonicalArray(value) ? value : [];
  if (others.length > 0 || !isCanonicalObject(only) || only['role'] !== 'user') return value;
  const { content } = only;
  return typeof content === 'string' && Object.keys(only).length === 2 ? content : value;
};

const input: Spelling = inTurn(each(item), userTextAlone);

const idOrObject: Spelling = (value) =>
  typeof value === 'string' ? generatedId(value) : object({ id: generatedId, file_ids: each(generatedId) })(value);

const tool = object({
  vector_store_ids: each(generatedId),
  container: (value) => (value === 'auto' ? value : idOrObject(value)),
  parameters: userData,
});

const request: Spelling = object({
  ...whoAsks,
  input,
  instructions: each(item),
  previous_response_id: generatedId,
  conversation: idOrObject,
  prompt: object({ variables: userData }),
  tools: absentIfEmpty(each(tool)),
  include: absentIfEmpty(),
  text: absentIfEmpty(object({ format: textFormat })),
  reasoning: absentIfEmpty(object({})),
  truncation: absentIf('disabled'),
  background: absentIf(false),
  stream: absentIf(false),
  stream_options: absentIfEmpty(object({})),
  metadata: absentIfEmpty(userData),
});

const withoutSystem = object({ instructions: doesNotCount, input: inTurn(exceptSystemMessages, userTextAlone) });
const toolNames = object({ tools: each(toolName) });
const withoutTools = object({ tools: doesNotCount });

export const responsesCanonical: CanonicalRules = {
  headers: openAiHeaders,
  ignoredFields: whoAsksFields,
  body: (body) => spelledBody(body, request),
  withoutSystem: (body) => spelledBody(body, withoutSystem),
  withToolNames: (body) => spelledBody(body, toolNames),
  withoutTools: (body) => spelledBody(body, withoutTools),
};
