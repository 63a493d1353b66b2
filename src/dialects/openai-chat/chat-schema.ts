/** The fields of a chat completion request, with the bounds that OpenAI holds them to. */

import { z } from 'zod';

/** https://platform.openai.com/docs/api-reference/chat/create */

const textPart = z.looseObject({ type: z.literal('text'), text: z.string() });
const userPart = z.discriminatedUnion('type', [
  textPart,
  z.looseObject({ type: z.literal('image_url'), image_url: z.looseObject({ url: z.string() }) }),
  z.looseObject({
    type: z.literal('input_audio'),
    input_audio: z.looseObject({ data: z.string(), format: z.string() }),
  }),
  z.looseObject({ type: z.literal('file'), file: z.looseObject({}) }),
]);
const spoken = z.union([z.string(), z.array(textPart)]);

const toolCall = z.discriminatedUnion('type', [
  z.looseObject({
    id: z.string(),
    type: z.literal('function'),
    function: z.looseObject({ name: z.string(), arguments: z.string() }),
  }),
  z.looseObject({
    id: z.string(),
    type: z.literal('custom'),
    custom: z.looseObject({ name: z.string(), input: z.string() }),
  }),
]);

const message = z.discriminatedUnion('role', [
  z.looseObject({ role: z.literal('system'), content: spoken }),
  z.looseObject({
    role: z.literal('assistant'),
    content: z.unknown().optional(),
    tool_calls: z.array(toolCall).nullish(),
  }),
  z.looseObject({ role: z.literal('user'), content: z.union([z.string(), z.array(userPart)]) }),
  z.looseObject({ role: z.literal('function'), name: z.string(), content: z.string().nullish() }),
  z.looseObject({ role: z.literal('tool'), tool_call_id: z.string(), content: spoken }),
  z.looseObject({ role: z.literal('developer'), content: spoken }),
]);

const functionName = z
  .string()
  .regex(/^[a-zA-Z0-9_-]{1,64}$/, "expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'");
const functionTool = z.looseObject({
  name: functionName,
  description: z.string().nullish(),
  parameters: z.looseObject({}).nullish(),
});
const tool = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('function'), function: functionTool }),
  z.looseObject({ type: z.literal('custom'), custom: z.looseObject({ name: z.string() }) }),
]);

const toolChoice = z.union([
  z.enum(['none', 'auto', 'required']),
  z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) }),
  z.looseObject({ type: z.literal('custom'), custom: z.looseObject({ name: z.string() }) }),
  z.looseObject({ type: z.literal('allowed_tools'), allowed_tools: z.looseObject({ tools: z.array(z.unknown()) }) }),
]);

const responseFormat = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text') }),
  z.looseObject({ type: z.literal('json_object') }),
  z.looseObject({
    type: z.literal('json_schema'),
    json_schema: z.looseObject({
      name: functionName,
      schema: z.looseObject({}).nullish(),
      strict: z.boolean().nullish(),
    }),
  }),
]);

const metadata = z.record(z.string().max(64), z.string().max(512));

/** Sampling and length, as chat and legacy completions have them. */
export const samplingFields = {
  model: z.string(),
  n: z.int().min(1).max(128),
  max_tokens: z.int().min(1),
  temperature: z.number().min(0).max(2),
  top_p: z.number().min(0).max(1),
  frequency_penalty: z.number().min(-2).max(2),
  presence_penalty: z.number().min(-2).max(2),
  stop: z.union([z.string(), z.array(z.string()).min(1).max(4)]),
  logit_bias: z.record(z.string(), z.number().min(-100).max(100)),
  seed: z.int(),
  stream: z.boolean(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish(), include_obfuscation: z.boolean().nullish() }),
  user: z.string(),
};

/** Everything but the messages may be left out: Azure has the model in the path. */
export const chatFields = z
  .object({
    ...samplingFields,
    audio: z.looseObject({ voice: z.unknown().optional(), format: z.string() }),
    function_call: z.union([z.enum(['none', 'auto']), z.looseObject({ name: z.string() })]),
    functions: z.array(functionTool).min(1).max(128),
    logprobs: z.boolean(),
    max_completion_tokens: z.int().min(1),
    metadata,
    modalities: z.array(z.enum(['text', 'audio'])),
    parallel_tool_calls: z.boolean(),
    prediction: z.looseObject({}),
    prompt_cache_key: z.string(),
    prompt_cache_retention: z.string(),
    reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']),
    response_format: responseFormat,
    safety_identifier: z.string(),
    service_tier: z.enum(['auto', 'default', 'flex', 'scale', 'priority']),
    store: z.boolean(),
    tool_choice: toolChoice,
    tools: z.array(tool).min(1).max(128),
    top_logprobs: z.int().min(0).max(20),
    verbosity: z.enum(['low', 'medium', 'high']),
    web_search_options: z.looseObject({}),
  })
  .partial()
  .extend({ messages: z.array(message).min(1) });

export type ChatBody = z.infer<typeof chatFields>;

export const updateFields = z.object({ metadata });
