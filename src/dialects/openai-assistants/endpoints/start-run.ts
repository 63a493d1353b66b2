/** Runs as they begin: on a thread that exists, or with one of their own. https://platform.openai.com/docs/api-reference/runs/createRun */

import type { EndpointAnswer, EndpointContext } from '../../../core/endpoint.ts';
import { invalidRequest } from '../../openai-problem.ts';
import { betaEndpoint, jsonAnswer, streamAnswer } from '../beta-endpoint.ts';
import { runFields, threadAndRunFields } from '../fields.ts';
import { resourcesOf } from '../new-assistant.ts';
import { newRun } from '../new-run.ts';
import { addMessages, newThread } from '../new-thread.ts';
import { readBody, unknownModel } from '../read-body.ts';
import { askedPrompt } from '../run-prompt.ts';
import { activeRun, assistantOf, type Refused, type RunState, settle, type ThreadState, threadOf } from '../state.ts';
import { takeTurn } from '../take-turn.ts';
import { doneEvent, eventOf, turnEvents } from '../turn-events.ts';

export const createRun = betaEndpoint({
  method: 'POST',
  path: 'threads/{thread}/runs',
  streams: true,
  prompt: askedPrompt,
  async answer(context) {
    const state = threadOf(context);
    if ('error' in state) return state;
    const read = readBody(context, runFields);
    if (read.kind === 'error') return read;
    const assistant = assistantOf(context, read.body.assistant_id);
    if ('error' in assistant) return assistant;
    const refused = unknownModel(read.body.model, context) ?? alreadyActive(state);
    if (refused !== undefined) return refused;
    addMessages(state, read.body.additional_messages ?? [], context);
    const running = newRun(read.body, assistant, state, context);
    return begin(running, state, read.body.stream === true, [], context);
  },
});

export const createThreadAndRun = betaEndpoint({
  method: 'POST',
  path: 'threads/runs',
  streams: true,
  prompt: askedPrompt,
  async answer(context) {
    const read = readBody(context, threadAndRunFields);
    if (read.kind === 'error') return read;
    const { thread, tool_resources: resources, stream, ...body } = read.body;
    const assistant = assistantOf(context, body.assistant_id);
    if ('error' in assistant) return assistant;
    const refused = unknownModel(body.model, context);
    if (refused !== undefined) return refused;
    const state = newThread(thread ?? {}, context);
    const own = resources === undefined ? undefined : resourcesOf(resources, context.ids.fork('resources'));
    const running = newRun(body, assistant, state, context, own);
    return begin(running, state, stream === true, [eventOf('thread.created', state.thread)], context);
  },
});

async function begin(
  running: RunState,
  state: ThreadState,
  stream: boolean,
  before: readonly Uint8Array[],
  context: EndpointContext,
): Promise<EndpointAnswer> {
  const { run } = running;
  state.runs.set(run.id, running);
  const turn = await takeTurn(state, running, context).catch((error: unknown) => {
    // A turn that cannot be taken leaves the thread free.
    state.runs.delete(run.id);
    throw error;
  });
  running.coming = turn;
  if (!stream) return jsonAnswer(run, context);
  settle(state, running);
  const begun = [eventOf('thread.run.created', run), eventOf('thread.run.queued', run)];
  return streamAnswer([...before, ...begun, ...turnEvents(turn), doneEvent], context);
}

function alreadyActive(state: ThreadState): Refused | undefined {
  const active = activeRun(state)?.run;
  if (active === undefined) return undefined;
  const message = `Thread ${state.thread.id} already has an active run ${active.id}.`;
  return { kind: 'error', error: invalidRequest(message, undefined, null) };
}
