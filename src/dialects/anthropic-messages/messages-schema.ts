/** The fields of a Messages request, with the bounds that Anthropic holds them to. */

import { z } from 'zod';

/** https://docs.anthropic.com/en/api/messages */

const cacheControl = z.looseObject({ type: z.literal('ephemeral') }).nullish();
const textBlock = z.looseObject({ type: z.literal('text'), text: z.string(), cache_control: cacheControl });

const block = z.discriminatedUnion('type', [
  textBlock,
  z.looseObject({ type: z.literal('image'), source: z.looseObject({ type: z.string() }) }),
  z.looseObject({ type: z.literal('document'), source: z.looseObject({ type: z.string() }) }),
  z.looseObject({ type: z.literal('search_result') }),
  z.looseObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() }),
  z.looseObject({ type: z.literal('redacted_thinking'), data: z.string() }),
  z.looseObject({
    type: z.literal('tool_use'),
    id: z.string().regex(/^[a-zA-Z0-9_-]+$/),
    name: z.string(),
    input: z.looseObject({}),
  }),
  z.looseObject({
    type: z.literal('tool_result'),
    tool_use_id: z.string(),
    content: z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]).nullish(),
    is_error: z.boolean().nullish(),
  }),
  z.looseObject({ type: z.literal('server_tool_use') }),
  z.looseObject({ type: z.literal('web_search_tool_result') }),
  z.looseObject({ type: z.literal('web_fetch_tool_result') }),
  z.looseObject({ type: z.literal('code_execution_tool_result') }),
  z.looseObject({ type: z.literal('bash_code_execution_tool_result') }),
  z.looseObject({ type: z.literal('text_editor_code_execution_tool_result') }),
  z.looseObject({ type: z.literal('tool_search_tool_result') }),
  z.looseObject({ type: z.literal('mcp_tool_use') }),
  z.looseObject({ type: z.literal('mcp_tool_result') }),
  z.looseObject({ type: z.literal('container_upload') }),
]);

const message = z.looseObject({
  role: z.enum(['user', 'assistant']),
  content: z.union([z.string(), z.array(block)]),
});

/** Tools of the user's own have a schema; Anthropic's have a type with a date. */
const tool = z.looseObject({
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
  type: z.string().nullish(),
  input_schema: z.looseObject({ type: z.literal('object') }).nullish(),
});

const toolChoice = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('auto') }),
  z.looseObject({ type: z.literal('any') }),
  z.looseObject({ type: z.literal('none') }),
  z.looseObject({ type: z.literal('tool'), name: z.string() }),
]);

const thinking = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('enabled'), budget_tokens: z.int().min(1024) }),
  z.looseObject({ type: z.literal('disabled') }),
  z.looseObject({ type: z.literal('adaptive') }),
]);

const counted = {
  model: z.string().min(1),
  messages: z.array(message),
  system: z.union([z.string(), z.array(textBlock)]).nullish(),
  tools: z.array(tool).nullish(),
  tool_choice: toolChoice.nullish(),
  thinking: thinking.nullish(),
  mcp_servers: z.array(z.unknown()).nullish(),
  context_management: z.unknown().optional(),
  output_config: z.looseObject({}).nullish(),
  output_format: z.looseObject({}).nullish(),
};

export const countTokensFields = z.object(counted);

export const messagesFields = z.object({
  ...counted,
  max_tokens: z.int().min(1),
  metadata: z.looseObject({ user_id: z.string().max(256).nullish() }).nullish(),
  container: z.unknown().optional(),
  service_tier: z.enum(['auto', 'standard_only']).nullish(),
  stop_sequences: z.array(z.string()).nullish(),
  stream: z.boolean().nullish(),
  temperature: z.number().min(0).max(1).nullish(),
  top_k: z.int().min(0).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  cache_control: cacheControl,
});

export type CountBody = z.infer<typeof countTokensFields>;
export type MessagesBody = z.infer<typeof messagesFields>;
