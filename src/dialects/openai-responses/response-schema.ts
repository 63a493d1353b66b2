/** The fields of a request for a response, with the bounds that OpenAI holds them to. */

import { z } from 'zod';
import type { ApiError } from '../../core/api-error.ts';
import { openaiProblem } from '../openai-problem.ts';

/** https://platform.openai.com/docs/api-reference/responses/create */

/** First the kind, so that an unknown one is told of as such; then what that kind needs. */
function kinds(types: readonly string[]) {
  return z.looseObject({ type: z.enum(types) });
}

const text = z.string().max(10_485_760);
const inputPart = kinds(['input_text', 'input_image', 'input_file']).pipe(
  z.discriminatedUnion('type', [
    z.looseObject({ type: z.literal('input_text'), text }),
    z.looseObject({
      type: z.literal('input_image'),
      image_url: z.string().nullish(),
      file_id: z.string().nullish(),
      detail: z.enum(['low', 'high', 'auto', 'original']).nullish(),
    }),
    z.looseObject({ type: z.literal('input_file') }),
  ]),
);
const outputPart = kinds(['output_text', 'refusal']).pipe(
  z.discriminatedUnion('type', [
    z.looseObject({ type: z.literal('output_text'), text }),
    z.looseObject({ type: z.literal('refusal'), refusal: z.string() }),
  ]),
);
const given = z.union([text, z.array(inputPart)]);

const message = z
  .looseObject({ type: z.literal('message').optional(), role: z.enum(['assistant', 'system', 'developer', 'user']) })
  .pipe(
    z.discriminatedUnion('role', [
      z.looseObject({ role: z.enum(['user', 'system', 'developer']), content: given }),
      z.looseObject({ role: z.literal('assistant'), content: z.union([text, z.array(outputPart)]) }),
    ]),
  );

const call_id = z.string().min(1).max(64);
const output = z.union([text, z.array(z.looseObject({ type: z.string() }))]);

const clientItems = [
  z.looseObject({ type: z.literal('function_call'), call_id, name: z.string(), arguments: z.string() }),
  z.looseObject({ type: z.literal('function_call_output'), call_id, output }),
  z.looseObject({ type: z.literal('custom_tool_call'), call_id, name: z.string(), input: z.string() }),
  z.looseObject({ type: z.literal('custom_tool_call_output'), call_id, output }),
  z.looseObject({
    type: z.literal('reasoning'),
    summary: z.array(z.looseObject({ type: z.literal('summary_text'), text: z.string() })),
  }),
  z.looseObject({ type: z.literal('item_reference'), id: z.string() }),
  z.looseObject({ type: z.literal('compaction'), encrypted_content: z.string() }),
] as const;

/** What the provider's own tools did; taken as it is. */
const ownItems = [
  'apply_patch_call',
  'apply_patch_call_output',
  'code_interpreter_call',
  'compaction_trigger',
  'computer_call',
  'computer_call_output',
  'file_search_call',
  'image_generation_call',
  'local_shell_call',
  'local_shell_call_output',
  'mcp_approval_request',
  'mcp_approval_response',
  'mcp_call',
  'mcp_list_tools',
  'shell_call',
  'shell_call_output',
  'tool_search_call',
  'tool_search_output',
  'web_search_call',
] as const;

const itemTypes = ['message', ...clientItems.flatMap(({ shape }) => [...shape.type.values]), ...ownItems].sort();

/** A message may do without its type. */
const item = z
  .looseObject({ type: z.enum(itemTypes).optional() })
  .pipe(z.discriminatedUnion('type', [message, ...clientItems, z.looseObject({ type: z.enum(ownItems) })]));

const name = z
  .string()
  .regex(/^[a-zA-Z0-9_-]{1,128}$/, "expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'");

/** The provider's own tools are accepted, and never called. */
const ownTools = [
  'apply_patch',
  'computer',
  'computer_use_preview',
  'image_generation',
  'local_shell',
  'namespace',
  'shell',
  'tool_search',
  'web_search',
  'web_search_2025_08_26',
  'web_search_preview',
  'web_search_preview_2025_03_11',
] as const;
const clientTools = [
  z.looseObject({
    type: z.literal('function'),
    name,
    description: z.string().nullish(),
    parameters: z.looseObject({}).nullish(),
    strict: z.boolean().nullish(),
  }),
  z.looseObject({ type: z.literal('custom'), name, description: z.string().nullish() }),
  z.looseObject({ type: z.literal('file_search'), vector_store_ids: z.array(z.string()) }),
  z.looseObject({ type: z.literal('mcp'), server_label: z.string() }),
  z.looseObject({ type: z.literal('code_interpreter'), container: z.union([z.string(), z.looseObject({})]) }),
] as const;
const toolTypes = [...clientTools.flatMap(({ shape }) => [...shape.type.values]), ...ownTools].sort();
const tool = kinds(toolTypes).pipe(
  z.discriminatedUnion('type', [...clientTools, z.looseObject({ type: z.enum(ownTools) })]),
);

const toolChoice = z.union([
  z.enum(['none', 'auto', 'required']),
  z.looseObject({ type: z.enum(['function', 'custom']), name: z.string() }),
  z.looseObject({
    type: z.literal('allowed_tools'),
    mode: z.enum(['auto', 'required']),
    tools: z.array(z.looseObject({})),
  }),
  z.looseObject({ type: z.enum(['mcp', 'file_search', 'code_interpreter', ...ownTools]) }),
]);

const format = kinds(['text', 'json_object', 'json_schema']).pipe(
  z.discriminatedUnion('type', [
    z.looseObject({ type: z.literal('text') }),
    z.looseObject({ type: z.literal('json_object') }),
    z.looseObject({
      type: z.literal('json_schema'),
      name,
      schema: z.looseObject({}),
      description: z.string().nullish(),
      strict: z.boolean().nullish(),
    }),
  ]),
);

const summary = z.enum(['auto', 'concise', 'detailed']).nullish();
const conversationFields = {
  model: z.string(),
  input: z.union([text, z.array(item)]),
  instructions: z.string(),
  previous_response_id: z.string(),
  conversation: z.union([z.string(), z.looseObject({ id: z.string() })]),
  tools: z.array(tool),
  tool_choice: toolChoice,
  parallel_tool_calls: z.boolean(),
  text: z.looseObject({ format: format.nullish(), verbosity: z.enum(['low', 'medium', 'high']).nullish() }),
  reasoning: z.looseObject({
    effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).nullish(),
    summary,
    generate_summary: summary,
  }),
  truncation: z.enum(['auto', 'disabled']),
};

const cacheFields = {
  prompt_cache_key: z.string(),
  prompt_cache_options: z.looseObject({}),
  prompt_cache_retention: z.enum(['in_memory', 'in-memory', '24h']),
  service_tier: z.enum(['auto', 'default', 'flex', 'scale', 'priority', 'fast']),
};

export const responseFields = z
  .object({
    ...conversationFields,
    ...cacheFields,
    background: z.boolean(),
    context_management: z.array(z.looseObject({})).min(1),
    include: z.array(
      z.enum([
        'code_interpreter_call.outputs',
        'computer_call_output.output.image_url',
        'file_search_call.results',
        'message.input_image.image_url',
        'message.output_text.logprobs',
        'reasoning.encrypted_content',
        'web_search_call.action.sources',
        'web_search_call.results',
      ]),
    ),
    max_output_tokens: z.int().min(16),
    max_tool_calls: z.int().min(1),
    metadata: z.record(z.string().max(64), z.string().max(512)),
    moderation: z.looseObject({}),
    prompt: z.looseObject({ id: z.string() }),
    safety_identifier: z.string().max(64),
    store: z.boolean(),
    stream: z.boolean(),
    stream_options: z.looseObject({ include_obfuscation: z.boolean().nullish() }),
    temperature: z.number().min(0).max(2),
    top_logprobs: z.int().min(0).max(20),
    top_p: z.number().min(0).max(1),
    user: z.string(),
  })
  .partial()
  .required({ model: true });

export type ResponseBody = z.infer<typeof responseFields>;

/** https://platform.openai.com/docs/api-reference/responses/input-tokens */
export const inputTokensFields = z.object({ ...conversationFields, personality: z.string() }).partial();

/** https://platform.openai.com/docs/api-reference/responses/compact */
export const compactFields = z
  .object({
    model: conversationFields.model,
    input: conversationFields.input,
    instructions: conversationFields.instructions,
    previous_response_id: conversationFields.previous_response_id,
    ...cacheFields,
  })
  .partial()
  .required({ model: true });

/** As everywhere at OpenAI, but that an unknown kind of item or part is wrong as a whole: `input[0].content[1]`. */
export function responseProblem(issues: readonly z.core.$ZodIssue[]): ApiError {
  const { param, ...error } = openaiProblem(issues);
  if (param === undefined) return error;
  return { ...error, param: error.code === 'invalid_value' ? param.replace(/\.type$/, '') : param };
}
