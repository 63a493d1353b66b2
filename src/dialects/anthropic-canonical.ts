/** The one spelling of Anthropic's requests; Claude on Bedrock and Vertex takes the same bodies. */

import { type CanonicalValue, isCanonicalArray, isCanonicalObject } from '../core/canonical.ts';
import {
  absentIf,
  absentIfEmpty,
  doesNotCount,
  each,
  exceptSystemMessages,
  generatedId,
  inTurn,
  lazily,
  object,
  type Spelling,
  textAlone,
  toolName,
  userData,
} from './body-spelling.ts';

/** A text, one block, or a list of blocks. */
const content: Spelling = inTurn(each(lazily(() => block)), textAlone);

/** Five minutes is what a breakpoint lasts unless told otherwise. */
const cacheControl = object({ ttl: absentIf('5m') });

const citation = object({ file_id: generatedId, encrypted_index: generatedId, enabled: absentIf(false) });

const directCall: Spelling = (caller) =>
  isCanonicalObject(caller) && caller['type'] === 'direct' ? undefined : object({ tool_id: generatedId })(caller);

/** Signatures and encrypted parts, too, were made by an earlier answer and have to be sent back as they came. */
const block: Spelling = object({
  id: generatedId,
  tool_use_id: generatedId,
  file_id: generatedId,
  signature: generatedId,
  /** Of redacted thinking; an image's or a document's is in its `source`. */
  data: generatedId,
  encrypted_content: generatedId,
  encrypted_stdout: generatedId,
  source: object({ file_id: generatedId, content }),
  content,
  citations: absentIfEmpty(each(citation)),
  caller: directCall,
  cache_control: cacheControl,
  is_error: absentIf(false),
  input: userData,
});

const tool = object({
  type: absentIf('custom'),
  strict: absentIf(false),
  defer_loading: absentIf(false),
  cache_control: cacheControl,
});

/** An id alone, or with the skills that are loaded into the container. */
const container: Spelling = (value) =>
  typeof value === 'string' ? generatedId(value) : object({ id: generatedId })(value);

/** The order of a list of betas does not count. */
const inAnyOrder: Spelling = (value) =>
  isCanonicalArray(value) ? [...value].sort((a, b) => (String(a) < String(b) ? -1 : 1)) : (value ?? undefined);

const afterEarlierMessage = object({ previous_message_id: generatedId });

/** The body of a message's request: https://docs.anthropic.com/en/api/messages */
export const anthropicMessage: Spelling = object({
  system: content,
  messages: each(object({ content })),
  tools: absentIfEmpty(each(tool)),
  tool_choice: object({ disable_parallel_tool_use: absentIf(false) }),
  stop_sequences: absentIfEmpty(),
  metadata: absentIfEmpty(object({ user_id: doesNotCount }, { others: userData })),
  stream: absentIf(false),
  cache_control: cacheControl,
  container,
  thinking: object({}),
  mcp_servers: absentIfEmpty(each(object({}))),
  anthropic_beta: inAnyOrder,
  diagnostics: afterEarlierMessage,
  thread: afterEarlierMessage,
  fallback_credit_token: generatedId,
});

export const anthropicWithoutSystem: Spelling = object({ system: doesNotCount, messages: exceptSystemMessages });

export const anthropicToolNames: Spelling = object({ tools: each(toolName) });

export const anthropicWithoutTools: Spelling = object({ tools: doesNotCount });

/** Whether a body that some other provider's path carries is Claude's: only there the version stands in the body. */
export function isClaude(body: { readonly [name: string]: CanonicalValue }): boolean {
  return typeof body['anthropic_version'] === 'string';
}
