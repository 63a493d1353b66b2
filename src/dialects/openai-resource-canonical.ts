/** What requests of OpenAI's REST resources mean the same by: embeddings, images, audio, files, batches, assistants. */

import type { CanonicalRules } from '../core/canonical.ts';
import {
  absentIf,
  absentIfEmpty,
  doesNotCount,
  each,
  generatedId,
  inTurn,
  lazily,
  object,
  oneAlone,
  type Spelling,
  spelledBody,
  textAlone,
  toolName,
  userData,
} from './body-spelling.ts';
import { openAiHeaders, textFormat, whoAsks, whoAsksFields } from './openai-spelling.ts';

const withFile = object({ file_id: generatedId });
const part = object({ image_file: withFile, image_url: object({ detail: absentIf('auto') }) });

const message: Spelling = object({
  content: inTurn(each(part), textAlone),
  attachments: absentIfEmpty(each(withFile)),
  file_ids: absentIfEmpty(each(generatedId)),
  metadata: absentIfEmpty(userData),
});

const resources = object({
  code_interpreter: object({ file_ids: each(generatedId) }),
  file_search: object({ vector_store_ids: each(generatedId) }),
});

/** https://platform.openai.com/docs/api-reference; what an earlier answer named: files, assistants, threads, calls, stores. */
const request: Spelling = object({
  ...whoAsks,
  input: oneAlone,
  messages: each(message),
  additional_messages: absentIfEmpty(each(message)),
  content: inTurn(each(part), textAlone),
  attachments: absentIfEmpty(each(withFile)),
  thread: lazily(() => request),
  // Of a run they stand in for the assistant's: no tools are not the same as no word of tools.
  tools: each(object({})),
  tool_resources: resources,
  tool_outputs: each(object({ tool_call_id: generatedId })),
  file_ids: each(generatedId),
  file_id: generatedId,
  input_file_id: generatedId,
  training_file: generatedId,
  validation_file: generatedId,
  assistant_id: generatedId,
  thread_id: generatedId,
  response_format: textFormat,
  n: absentIf(1),
  stream: absentIf(false),
  metadata: absentIfEmpty(userData),
});

/** A POST to one resource changes what it has and leaves what is not named: there `null`, empty and standard values are not absent. */
const changesResource =
  /\/(?:assistants|conversations|evals|files|messages|projects|runs|threads|vector_stores)\/(?!runs(?:\?|$))[^/?]+(?:\?|$)/;

const withoutSystem = object({ instructions: doesNotCount, additional_instructions: doesNotCount });
const toolNames = object({ tools: each(toolName) });
const withoutTools = object({ tools: doesNotCount });

export const resourceCanonical: CanonicalRules = {
  // Parts of a file, and what has not changed, are other answers (RFC 9110, sections 13 and 14).
  headers: [...openAiHeaders, 'if-match', 'if-none-match', 'range'],
  ignoredFields: whoAsksFields,
  body: (body, target) => (changesResource.test(target) ? body : spelledBody(body, request)),
  withoutSystem: (body) => spelledBody(body, withoutSystem),
  withToolNames: (body) => spelledBody(body, toolNames),
  withoutTools: (body) => spelledBody(body, withoutTools),
};
