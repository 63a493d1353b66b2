/** An assistant as a request makes or changes it, and what assistants, threads and runs have in common: tools and resources. */

import type { EndpointContext } from '../../core/endpoint.ts';
import type { Random } from '../../core/random.ts';
import type { JsonObject } from '../json-shape.ts';
import { objectOf } from '../json-shape.ts';
import { hexId, openaiId } from '../openai-ids.ts';
import type { AssistantBody, ToolResources } from './fields.ts';
import type { Assistant } from './objects.ts';

/** What is not named is what stands for itself. */
export function newAssistant(
  body: AssistantBody & { readonly model: string },
  { ids, created }: Pick<EndpointContext, 'ids' | 'created'>,
): Assistant {
  const random = ids.fork('assistant');
  return {
    id: openaiId('asst_', 24, random),
    object: 'assistant',
    created_at: created,
    ...unnamed,
    ...named(body, random),
    model: body.model,
  };
}

/** @param json the body as it came: `null` takes back what was there */
export function changedAssistant(assistant: Assistant, body: AssistantBody, json: JsonObject, ids: Random): Assistant {
  const cleared = Object.entries(unnamed).filter(([field]) => json[field] === null);
  return { ...assistant, ...Object.fromEntries(cleared), ...named(body, ids.fork('assistant')) };
}

const unnamed = {
  name: null,
  description: null,
  instructions: null,
  tools: [],
  tool_resources: {},
  metadata: {},
  temperature: 1,
  top_p: 1,
  reasoning_effort: null,
  response_format: 'auto',
} as const;

function named({ tools, tool_resources, ...others }: AssistantBody, random: Random): Partial<Assistant> {
  const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  return {
    ...given,
    ...(tools === undefined ? {} : { tools: tools.map(toolOf) }),
    ...(tool_resources === undefined ? {} : { tool_resources: resourcesOf(tool_resources, random) }),
  };
}

/** As it is told back: whether a function is strict is always said. */
export function toolOf(tool: JsonObject): JsonObject {
  const called = objectOf(tool['function']);
  return called === undefined ? tool : { ...tool, function: { ...called, strict: called['strict'] ?? false } };
}

/** Stores that the request asks to make are named by ids. */
export function resourcesOf(resources: ToolResources | undefined | null, random: Random): JsonObject {
  const { code_interpreter: code, file_search: search } = resources ?? {};
  const { vector_stores: made, ...found } = search ?? {};
  const stores = made?.map(() => hexId('vs_', 16, random)) ?? [];
  return {
    ...(code ? { code_interpreter: { ...code, file_ids: code.file_ids ?? [] } } : {}),
    ...(search ? { file_search: { ...found, vector_store_ids: [...(found.vector_store_ids ?? []), ...stores] } } : {}),
  };
}
