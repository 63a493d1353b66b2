/** A run as a request asks for it, with what its assistant says where the request says nothing. */

import type { EndpointContext } from '../../core/endpoint.ts';
import type { JsonObject } from '../json-shape.ts';
import { openaiId } from '../openai-ids.ts';
import type { RunBody } from './fields.ts';
import { toolOf } from './new-assistant.ts';
import type { Assistant, Run } from './objects.ts';
import { nextTime, noUsage, type RunState, type ThreadState } from './state.ts';

/** Seconds that a run may take, its tools included. */
const longestRun = 600;

/** Queued; it is not yet among the thread's runs. */
export function newRun(
  body: RunBody & { readonly additional_instructions?: string | undefined },
  assistant: Assistant,
  state: ThreadState,
  context: Pick<EndpointContext, 'ids' | 'created'>,
  resources: JsonObject = assistant.tool_resources,
): RunState {
  const now = nextTime(state, context);
  const run: Run = {
    id: openaiId('run_', 24, context.ids.fork('run')),
    object: 'thread.run',
    created_at: now,
    assistant_id: assistant.id,
    thread_id: state.thread.id,
    status: 'queued',
    started_at: null,
    expires_at: now + longestRun,
    cancelled_at: null,
    failed_at: null,
    completed_at: null,
    required_action: null,
    last_error: null,
    model: body.model ?? assistant.model,
    instructions: [body.instructions ?? assistant.instructions, body.additional_instructions]
      .filter((text) => typeof text === 'string' && text !== '')
      .join('\n'),
    tools: body.tools?.map(toolOf) ?? assistant.tools,
    tool_resources: resources,
    metadata: body.metadata ?? {},
    temperature: body.temperature ?? assistant.temperature,
    top_p: body.top_p ?? assistant.top_p,
    reasoning_effort: body.reasoning_effort ?? assistant.reasoning_effort,
    max_completion_tokens: body.max_completion_tokens ?? null,
    max_prompt_tokens: body.max_prompt_tokens ?? null,
    truncation_strategy: {
      type: body.truncation_strategy?.type ?? 'auto',
      last_messages: body.truncation_strategy?.last_messages ?? null,
    },
    incomplete_details: null,
    usage: null,
    response_format: body.response_format ?? assistant.response_format,
    tool_choice: body.tool_choice ?? 'auto',
    parallel_tool_calls: body.parallel_tool_calls ?? true,
  };
  return { run, steps: new Map(), coming: undefined, usage: noUsage, openUsage: undefined };
}
