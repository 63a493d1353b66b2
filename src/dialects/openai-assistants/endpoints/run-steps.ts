/** The steps of a run: messages that it made, tools that it called. https://platform.openai.com/docs/api-reference/run-steps */

import { betaEndpoint, jsonAnswer } from '../beta-endpoint.ts';
import { listPage } from '../list-page.ts';
import { notFound, runOf, settle } from '../state.ts';

const all = 'threads/{thread}/runs/{run}/steps';

export const listRunSteps = betaEndpoint({
  method: 'GET',
  path: all,
  async answer(context) {
    const found = runOf(context);
    if ('error' in found) return found;
    settle(found.state, found.running);
    return listPage(context, found.running.steps, 'run step');
  },
});

export const retrieveRunStep = betaEndpoint({
  method: 'GET',
  path: `${all}/{step}`,
  async answer(context) {
    const found = runOf(context);
    if ('error' in found) return found;
    settle(found.state, found.running);
    const { step: id = '' } = context.params;
    const step = found.running.steps.get(id);
    return step === undefined ? notFound('run step', id) : jsonAnswer(step, context);
  },
});
