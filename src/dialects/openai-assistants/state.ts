/** What the Assistants API keeps between requests, and how it is found again. */

import type { ApiError } from '../../core/api-error.ts';
import type { EndpointContext } from '../../core/endpoint.ts';
import { shelf } from '../../core/shelf.ts';
import type { Assistant, Message, Run, RunStep, RunUsage, Thread } from './objects.ts';

/** In the order in which they were made. What was deleted is undefined: a page of a list can still begin behind it. */
export type Kept<T> = Map<string, T | undefined>;

export interface ThreadState {
  thread: Thread;
  readonly messages: Kept<Message>;
  readonly runs: Map<string, RunState>;
  /** When something last happened in it: nothing that happens later has an earlier time. */
  latest: number;
}

export interface RunState {
  run: Run;
  readonly steps: Kept<RunStep>;
  /** What the run will have become when somebody looks. */
  coming: Turn | undefined;
  /** Of all turns that ended. */
  usage: RunUsage;
  /** Of the turn whose calls are being answered. */
  openUsage: RunUsage | undefined;
}

/** What a model does before it is done or waits for tools. */
export interface Turn {
  readonly started: Run;
  readonly said: { readonly message: Message; readonly step: RunStep } | undefined;
  readonly called: RunStep | undefined;
  readonly usage: RunUsage;
  readonly ended: Run;
}

export const assistants = shelf<Assistant | undefined>('openai.assistants');
export const threads = shelf<ThreadState>('openai.threads');

/** What an endpoint answers in place of what was asked for. */
export interface Refused {
  readonly kind: 'error';
  readonly error: ApiError;
}

type Finding = Pick<EndpointContext, 'shelf' | 'params'>;

export function notFound(what: string, id: string): Refused {
  const message = `No ${what} found with id '${id}'.`;
  return { kind: 'error', error: { status: 404, code: null, message, type: 'invalid_request_error' } };
}

export function assistantOf({ shelf }: Pick<EndpointContext, 'shelf'>, id: string): Assistant | Refused {
  return shelf(assistants).get(id) ?? notFound('assistant', id);
}

/** The thread of the path. */
export function threadOf({ shelf, params }: Finding): ThreadState | Refused {
  const { thread = '' } = params;
  return shelf(threads).get(thread) ?? notFound('thread', thread);
}

/** The message of the path, and its thread. */
export function messageOf(context: Finding): { state: ThreadState; message: Message } | Refused {
  const state = threadOf(context);
  if ('error' in state) return state;
  const { message: id = '' } = context.params;
  const message = state.messages.get(id);
  return message === undefined ? notFound('message', id) : { state, message };
}

/** The run of the path, and its thread. */
export function runOf(context: Finding): { state: ThreadState; running: RunState } | Refused {
  const state = threadOf(context);
  if ('error' in state) return state;
  const { run: id = '' } = context.params;
  const running = state.runs.get(id);
  return running === undefined ? notFound('run', id) : { state, running };
}

/** Seconds since 1970, later than all that happened in the thread. */
export function nextTime(state: ThreadState, { created }: Pick<EndpointContext, 'created'>): number {
  state.latest = Math.max(created, state.latest + 1);
  return state.latest;
}

export function activeRun({ runs }: ThreadState): RunState | undefined {
  return [...runs.values()].find(({ run }) => isActive(run));
}

function isActive({ status }: Run): boolean {
  return status === 'queued' || status === 'in_progress' || status === 'requires_action' || status === 'cancelling';
}

/** Lets what was coming happen: time passes for a run when somebody looks at it. */
export function settle({ messages }: ThreadState, running: RunState): void {
  const { coming } = running;
  if (coming === undefined) return;
  running.coming = undefined;
  running.run = coming.ended;
  if (coming.said !== undefined) {
    messages.set(coming.said.message.id, coming.said.message);
    running.steps.set(coming.said.step.id, coming.said.step);
  }
  if (coming.called !== undefined) {
    running.steps.set(coming.called.id, coming.called);
    running.openUsage = coming.usage;
  } else {
    running.usage = added(running.usage, coming.usage);
  }
}

export const noUsage: RunUsage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };

export function added(one: RunUsage, other: RunUsage): RunUsage {
  return {
    prompt_tokens: one.prompt_tokens + other.prompt_tokens,
    completion_tokens: one.completion_tokens + other.completion_tokens,
    total_tokens: one.total_tokens + other.total_tokens,
  };
}
