/** The fields of Cohere's requests, with their bounds. */

import { z } from 'zod';

/** https://docs.cohere.com/v2/reference/chat */
const content = z.union([z.string(), z.array(z.looseObject({}))]);
const message = z.discriminatedUnion('role', [
  z.looseObject({ role: z.literal('system'), content }),
  z.looseObject({ role: z.literal('user'), content }),
  z.looseObject({
    role: z.literal('assistant'),
    content: content.nullish(),
    tool_calls: z.array(z.looseObject({ id: z.string(), function: z.looseObject({ name: z.string() }) })).nullish(),
  }),
  z.looseObject({ role: z.literal('tool'), tool_call_id: z.string(), content }),
]);
const tool = z.looseObject({
  type: z.literal('function'),
  function: z.looseObject({ name: z.string().min(1), parameters: z.looseObject({}).nullish() }),
});

export const chatFields = z
  .object({
    tools: z.array(tool),
    strict_tools: z.boolean(),
    documents: z.array(z.unknown()),
    citation_options: z.looseObject({}),
    response_format: z.looseObject({ type: z.enum(['text', 'json_object']) }),
    safety_mode: z.enum(['CONTEXTUAL', 'STRICT', 'OFF', 'NONE']),
    max_tokens: z.int().min(0),
    stop_sequences: z.array(z.string()).max(5),
    temperature: z.number().min(0).max(1),
    seed: z.int(),
    frequency_penalty: z.number().min(0).max(1),
    presence_penalty: z.number().min(0).max(1),
    k: z.number().min(0).max(500),
    p: z.number().min(0.01).max(0.99),
    logprobs: z.boolean(),
    tool_choice: z.enum(['REQUIRED', 'NONE']),
    thinking: z.looseObject({ type: z.enum(['enabled', 'disabled']) }),
    stream: z.boolean(),
    priority: z.int(),
    raw_prompting: z.boolean(),
  })
  .partial()
  .extend({ model: z.string().min(1), messages: z.array(message).min(1) });

/** https://docs.cohere.com/v2/reference/embed; version 1 has the same without `inputs`. */
export const embedFields = z
  .object({
    texts: z.array(z.string()).max(96),
    images: z.array(z.string()).max(1),
    inputs: z.array(z.looseObject({ content: z.array(z.looseObject({ type: z.string() })) })).max(96),
    input_type: z.enum(['search_document', 'search_query', 'classification', 'clustering', 'image']),
    embedding_types: z.array(z.enum(['float', 'int8', 'uint8', 'binary', 'ubinary', 'base64'])),
    output_dimension: z.int().min(1),
    max_tokens: z.int(),
    truncate: z.enum(['NONE', 'START', 'END', 'LEFT', 'RIGHT']),
    priority: z.int(),
  })
  .partial()
  .extend({ model: z.string().min(1) });

/** https://docs.cohere.com/v2/reference/rerank */
export const rerankFields = z
  .object({
    top_n: z.int().min(1),
    max_tokens_per_doc: z.int(),
    max_chunks_per_doc: z.int(),
    return_documents: z.boolean(),
    rank_fields: z.array(z.string()),
    priority: z.int(),
  })
  .partial()
  .extend({
    model: z.string().min(1),
    query: z.string().min(1),
    documents: z.array(z.union([z.string(), z.looseObject({})])).min(1),
  });
