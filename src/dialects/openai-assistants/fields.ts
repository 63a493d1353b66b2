/** The fields of requests to the Assistants API, with the bounds that OpenAI holds them to. */

import { z } from 'zod';

/** https://platform.openai.com/docs/api-reference/assistants/createAssistant, …/runs/createRun and so on. */

const metadata = z.record(z.string().max(64), z.string().max(512));
const reasoningEffort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']);

const functionName = z
  .string()
  .regex(/^[a-zA-Z0-9_-]{1,64}$/, "expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'");
const tool = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('code_interpreter') }),
  z.looseObject({ type: z.literal('file_search') }),
  z.looseObject({
    type: z.literal('function'),
    function: z.looseObject({
      name: functionName,
      description: z.string().nullish(),
      parameters: z.looseObject({}).nullish(),
      strict: z.boolean().nullish(),
    }),
  }),
]);

const toolResources = z.looseObject({
  code_interpreter: z.looseObject({ file_ids: z.array(z.string()).max(20).nullish() }).nullish(),
  file_search: z
    .looseObject({
      vector_store_ids: z.array(z.string()).max(1).nullish(),
      vector_stores: z.array(z.looseObject({})).max(1).nullish(),
    })
    .nullish(),
});

const responseFormat = z.union([
  z.literal('auto'),
  z.looseObject({ type: z.enum(['text', 'json_object']) }),
  z.looseObject({
    type: z.literal('json_schema'),
    json_schema: z.looseObject({ name: functionName, schema: z.looseObject({}).nullish() }),
  }),
]);

const toolChoice = z.union([
  z.enum(['none', 'auto', 'required']),
  z.looseObject({ type: z.enum(['code_interpreter', 'file_search']) }),
  z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) }),
]);

const part = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  z.looseObject({ type: z.literal('image_url'), image_url: z.looseObject({ url: z.string() }) }),
  z.looseObject({ type: z.literal('image_file'), image_file: z.looseObject({ file_id: z.string() }) }),
]);

const sampling = { temperature: z.number().min(0).max(2), top_p: z.number().min(0).max(1) };

/** Of an assistant that exists everything may be changed, and nothing must. */
export const changedAssistantFields = z
  .object({
    ...sampling,
    model: z.string(),
    name: z.string().max(256),
    description: z.string().max(512),
    instructions: z.string().max(256_000),
    reasoning_effort: reasoningEffort,
    tools: z.array(tool).max(128),
    tool_resources: toolResources,
    metadata,
    response_format: responseFormat,
  })
  .partial();

export const assistantFields = changedAssistantFields.required({ model: true });

export const messageFields = z.object({
  role: z.enum(['user', 'assistant']),
  content: z.union([z.string().min(1), z.array(part).min(1)]),
  attachments: z.array(z.looseObject({ file_id: z.string().optional() })).nullish(),
  metadata: metadata.nullish(),
});
const innerMessage = messageFields.loose();

export const threadFields = z
  .object({ messages: z.array(innerMessage), tool_resources: toolResources, metadata })
  .partial();

export const changedThreadFields = z.object({ tool_resources: toolResources, metadata }).partial();

/** Of messages and runs. */
export const changedMetadataFields = z.object({ metadata }).partial();

const runSettings = z
  .object({
    ...sampling,
    model: z.string(),
    instructions: z.string().max(256_000),
    reasoning_effort: reasoningEffort,
    tools: z.array(tool).max(20),
    metadata,
    stream: z.boolean(),
    max_prompt_tokens: z.int().min(256),
    max_completion_tokens: z.int().min(256),
    truncation_strategy: z.looseObject({
      type: z.enum(['auto', 'last_messages']),
      last_messages: z.int().min(1).nullish(),
    }),
    tool_choice: toolChoice,
    parallel_tool_calls: z.boolean(),
    response_format: responseFormat,
  })
  .partial()
  .extend({ assistant_id: z.string() });

export const runFields = runSettings.extend({
  additional_instructions: z.string().max(256_000).optional(),
  additional_messages: z.array(innerMessage).optional(),
});

export const threadAndRunFields = runSettings.extend({
  thread: threadFields
    .extend({ messages: z.array(innerMessage).nullish() })
    .loose()
    .optional(),
  tool_resources: toolResources.optional(),
});

export const toolOutputFields = z.object({
  tool_outputs: z.array(z.looseObject({ tool_call_id: z.string().optional(), output: z.string().nullish() })),
  stream: z.boolean().optional(),
});

export const listFields = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  order: z.enum(['asc', 'desc']).default('desc'),
  after: z.string().optional(),
  before: z.string().optional(),
  run_id: z.string().optional(),
});

export type AssistantBody = z.infer<typeof changedAssistantFields>;
export type MessageBody = z.infer<typeof messageFields>;
export type RunBody = z.infer<typeof runSettings>;
export type ToolResources = z.infer<typeof toolResources>;
