/** What tools gave, so that a run that waits for them goes on. https://platform.openai.com/docs/api-reference/runs/submitToolOutputs */

import type { EndpointContext } from '../../../core/endpoint.ts';
import { invalidRequest } from '../../openai-problem.ts';
import { betaEndpoint, jsonAnswer, streamAnswer } from '../beta-endpoint.ts';
import { toolOutputFields } from '../fields.ts';
import type { Run, RunStep } from '../objects.ts';
import { readBody } from '../read-body.ts';
import { outputsPrompt } from '../run-prompt.ts';
import { added, nextTime, noUsage, type Refused, type RunState, runOf, settle, type ThreadState } from '../state.ts';
import { takeTurn } from '../take-turn.ts';
import { doneEvent, eventOf, turnEvents } from '../turn-events.ts';

export const submitToolOutputs = betaEndpoint({
  method: 'POST',
  path: 'threads/{thread}/runs/{run}/submit_tool_outputs',
  streams: true,
  prompt: outputsPrompt,
  async answer(context) {
    const found = runOf(context);
    if ('error' in found) return found;
    const read = readBody(context, toolOutputFields);
    if (read.kind === 'error') return read;
    const outputs = new Map(read.body.tool_outputs.map((given) => [given.tool_call_id ?? '', given.output ?? '']));
    const refused = unexpected(found.running.run, outputs);
    if (refused !== undefined) return refused;
    const { running, step } = answered(found.running, outputs, found.state, context);
    const { run } = running;
    found.state.runs.set(run.id, running);
    const turn = await takeTurn(found.state, running, context).catch((error: unknown) => {
      // A turn that cannot be taken leaves the run waiting.
      found.state.runs.set(run.id, found.running);
      throw error;
    });
    // Unless it was cancelled meanwhile.
    running.coming ??= turn;
    if (read.body.stream !== true) return jsonAnswer(run, context);
    settle(found.state, running);
    const begun = [
      ...(step === undefined ? [] : [eventOf('thread.run.step.completed', step)]),
      eventOf('thread.run.queued', run),
    ];
    return streamAnswer([...begun, ...turnEvents(turn), doneEvent], context);
  },
});

/** All calls are answered at once, and nothing else is. */
function unexpected(run: Run, outputs: ReadonlyMap<string, string>): Refused | undefined {
  const refused = (message: string): Refused => ({ kind: 'error', error: invalidRequest(message, undefined, null) });
  if (run.required_action === null) return refused(`Runs in status "${run.status}" do not accept tool outputs.`);
  const calls = run.required_action.submit_tool_outputs.tool_calls.map(({ id }) => id);
  if (calls.length === outputs.size && calls.every((id) => outputs.has(id))) return undefined;
  return refused(`Expected tool outputs for call_ids ${listed(calls)}, got ${listed([...outputs.keys()])}`);
}

function listed(ids: readonly string[]): string {
  return `[${ids.map((id) => `'${id}'`).join(', ')}]`;
}

/** The run with its open step completed, queued again; the one that was given stays as it is. */
function answered(
  running: RunState,
  outputs: ReadonlyMap<string, string>,
  state: ThreadState,
  context: EndpointContext,
): { readonly running: RunState; readonly step: RunStep | undefined } {
  const open = [...running.steps.values()].find((step) => step?.status === 'in_progress');
  const usage = running.openUsage ?? noUsage;
  const step = open === undefined ? undefined : completed(open, outputs, { now: nextTime(state, context), usage });
  const steps = new Map(running.steps);
  if (step !== undefined) steps.set(step.id, step);
  const run: Run = { ...running.run, status: 'queued', required_action: null };
  return {
    running: { run, steps, coming: undefined, usage: added(running.usage, usage), openUsage: undefined },
    step,
  };
}

function completed(
  step: RunStep,
  outputs: ReadonlyMap<string, string>,
  { now, usage }: { readonly now: number; readonly usage: RunStep['usage'] },
): RunStep {
  const { step_details: details } = step;
  if (details.type !== 'tool_calls') return step;
  const tool_calls = details.tool_calls.map((call) => ({
    ...call,
    function: { ...call.function, output: outputs.get(call.id) ?? null },
  }));
  return { ...step, status: 'completed', completed_at: now, usage, step_details: { type: 'tool_calls', tool_calls } };
}
