/** The one spelling of Cohere's requests, of both versions; its models on Bedrock take the same bodies. */

import { isCanonicalObject } from '../core/canonical.ts';
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
  type Spelling,
  textAlone,
  toolName,
  userData,
} from './body-spelling.ts';

/** Version 2 has arguments as JSON text below `function`, version 1 parameters as JSON. */
const call = object({
  id: generatedId,
  type: absentIf('function'),
  function: object({ arguments: jsonText }),
});

/** What a citation of a tool's result points at is named after the call. */
const source: Spelling = (value) => {
  const fromTool = isCanonicalObject(value) && value['type'] === 'tool';
  return object({ id: fromTool ? generatedId : userData, tool_output: userData, document: userData })(value);
};

const message = object({
  content: inTurn(each(object({ document: userData })), textAlone),
  tool_calls: absentIfEmpty(each(call)),
  tool_call_id: generatedId,
  citations: absentIfEmpty(each(object({ sources: each(source) }))),
});

const tool = object({ function: object({}) });

/** https://docs.cohere.com/reference/chat and https://docs.cohere.com/v1/reference/chat; what is false here is so unless told otherwise. */
export const cohereRequest: Spelling = object({
  messages: each(message),
  chat_history: absentIfEmpty(each(message)),
  tools: absentIfEmpty(each(tool)),
  tool_results: absentIfEmpty(each(object({ call }))),
  documents: absentIfEmpty(),
  connectors: absentIfEmpty(each(object({}))),
  stop_sequences: absentIfEmpty(),
  stream: absentIf(false),
  strict_tools: absentIf(false),
  logprobs: absentIf(false),
  search_queries_only: absentIf(false),
  force_single_step: absentIf(false),
  raw_prompting: absentIf(false),
  return_prompt: absentIf(false),
  return_documents: absentIf(false),
});

export const cohereWithoutSystem: Spelling = object({
  preamble: doesNotCount,
  messages: exceptSystemMessages,
  chat_history: exceptSystemMessages,
});

export const cohereToolNames: Spelling = object({ tools: each(toolName) });

export const cohereWithoutTools: Spelling = object({ tools: doesNotCount });
