/** The objects of the Assistants API as they go on the wire. https://platform.openai.com/docs/api-reference/assistants/object */

import type { JsonObject } from '../json-shape.ts';

export type Metadata = Readonly<Record<string, string>>;

export interface Assistant {
  readonly id: string;
  readonly object: 'assistant';
  /** Unix seconds, here and everywhere below. */
  readonly created_at: number;
  readonly name: string | null;
  readonly description: string | null;
  readonly model: string;
  readonly instructions: string | null;
  readonly tools: readonly JsonObject[];
  readonly tool_resources: JsonObject;
  readonly metadata: Metadata;
  readonly temperature: number;
  readonly top_p: number;
  readonly reasoning_effort: string | null;
  readonly response_format: unknown;
}

export interface Thread {
  readonly id: string;
  readonly object: 'thread';
  readonly created_at: number;
  readonly metadata: Metadata;
  readonly tool_resources: JsonObject;
}

export interface Message {
  readonly id: string;
  readonly object: 'thread.message';
  readonly created_at: number;
  readonly thread_id: string;
  readonly status: 'in_progress' | 'incomplete' | 'completed';
  readonly incomplete_details: { readonly reason: string } | null;
  readonly completed_at: number | null;
  readonly incomplete_at: number | null;
  readonly role: 'user' | 'assistant';
  readonly content: readonly JsonObject[];
  readonly assistant_id: string | null;
  readonly run_id: string | null;
  readonly attachments: readonly JsonObject[];
  readonly metadata: Metadata;
}

export type RunStatus =
  | 'queued'
  | 'in_progress'
  | 'requires_action'
  | 'cancelling'
  | 'cancelled'
  | 'failed'
  | 'completed'
  | 'incomplete';

export interface RunUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

export interface FunctionCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

export interface Run {
  readonly id: string;
  readonly object: 'thread.run';
  readonly created_at: number;
  readonly assistant_id: string;
  readonly thread_id: string;
  readonly status: RunStatus;
  readonly started_at: number | null;
  readonly expires_at: number | null;
  readonly cancelled_at: number | null;
  readonly failed_at: number | null;
  readonly completed_at: number | null;
  readonly required_action: {
    readonly type: 'submit_tool_outputs';
    readonly submit_tool_outputs: { readonly tool_calls: readonly FunctionCall[] };
  } | null;
  readonly last_error: { readonly code: string; readonly message: string } | null;
  readonly model: string;
  readonly instructions: string;
  readonly tools: readonly JsonObject[];
  readonly tool_resources: JsonObject;
  readonly metadata: Metadata;
  readonly temperature: number;
  readonly top_p: number;
  readonly reasoning_effort: string | null;
  readonly max_completion_tokens: number | null;
  readonly max_prompt_tokens: number | null;
  readonly truncation_strategy: { readonly type: string; readonly last_messages: number | null };
  readonly incomplete_details: { readonly reason: string } | null;
  readonly usage: RunUsage | null;
  readonly response_format: unknown;
  readonly tool_choice: unknown;
  readonly parallel_tool_calls: boolean;
}

export interface StepCall extends FunctionCall {
  readonly function: FunctionCall['function'] & { readonly output: string | null };
}

export type StepDetails =
  | { readonly type: 'message_creation'; readonly message_creation: { readonly message_id: string } }
  | { readonly type: 'tool_calls'; readonly tool_calls: readonly StepCall[] };

export interface RunStep {
  readonly id: string;
  readonly object: 'thread.run.step';
  readonly created_at: number;
  readonly run_id: string;
  readonly assistant_id: string;
  readonly thread_id: string;
  readonly type: StepDetails['type'];
  readonly status: 'in_progress' | 'cancelled' | 'completed';
  readonly cancelled_at: number | null;
  readonly completed_at: number | null;
  readonly expired_at: number | null;
  readonly failed_at: number | null;
  readonly last_error: null;
  readonly step_details: StepDetails;
  readonly usage: RunUsage | null;
  readonly metadata: Metadata;
}
