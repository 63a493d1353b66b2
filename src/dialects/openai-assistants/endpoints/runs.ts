/** Runs that are under way or over: listed, looked at, changed and cancelled. https://platform.openai.com/docs/api-reference/runs */

import { invalidRequest } from '../../openai-problem.ts';
import { betaEndpoint, jsonAnswer } from '../beta-endpoint.ts';
import { changedMetadataFields } from '../fields.ts';
import { listPage } from '../list-page.ts';
import type { Run } from '../objects.ts';
import { readBody } from '../read-body.ts';
import { nextTime, noUsage, runOf, settle, threadOf } from '../state.ts';

const all = 'threads/{thread}/runs';
const one = `${all}/{run}`;

/** As they stand: to look at the list moves no run on. */
export const listRuns = betaEndpoint({
  method: 'GET',
  path: all,
  async answer(context) {
    const state = threadOf(context);
    if ('error' in state) return state;
    return listPage(context, new Map([...state.runs].map(([id, { run }]) => [id, run])), 'run');
  },
});

export const retrieveRun = betaEndpoint({
  method: 'GET',
  path: one,
  async answer(context) {
    const found = runOf(context);
    if ('error' in found) return found;
    settle(found.state, found.running);
    return jsonAnswer(found.running.run, context);
  },
});

export const changeRun = betaEndpoint({
  method: 'POST',
  path: one,
  async answer(context) {
    const found = runOf(context);
    if ('error' in found) return found;
    const read = readBody(context, changedMetadataFields);
    if (read.kind === 'error') return read;
    const { running } = found;
    const { metadata = running.run.metadata } = read.body;
    running.run = { ...running.run, metadata };
    if (running.coming !== undefined) {
      running.coming = { ...running.coming, ended: { ...running.coming.ended, metadata } };
    }
    return jsonAnswer(running.run, context);
  },
});

export const cancelRun = betaEndpoint({
  method: 'POST',
  path: `${one}/cancel`,
  async answer(context) {
    const found = runOf(context);
    if ('error' in found) return found;
    const { running, state } = found;
    const { run } = running;
    if (run.status !== 'queued' && run.status !== 'in_progress' && run.status !== 'requires_action') {
      const message = `Cannot cancel run with status '${run.status}'.`;
      return { kind: 'error', error: invalidRequest(message, undefined, null) };
    }
    const cancelled_at = nextTime(state, context);
    for (const [id, step] of running.steps) {
      if (step?.status === 'in_progress') running.steps.set(id, { ...step, status: 'cancelled', cancelled_at });
    }
    running.openUsage = undefined;
    running.run = { ...run, status: 'cancelling', required_action: null };
    const ended: Run = { ...running.run, status: 'cancelled', cancelled_at, expires_at: null, usage: running.usage };
    running.coming = { started: running.run, said: undefined, called: undefined, usage: noUsage, ended };
    return jsonAnswer(running.run, context);
  },
});
