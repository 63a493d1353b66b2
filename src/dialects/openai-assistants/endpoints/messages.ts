/** The messages of a thread: added, listed, looked at, changed and deleted. https://platform.openai.com/docs/api-reference/messages */

import { invalidRequest } from '../../openai-problem.ts';
import { betaEndpoint, jsonAnswer } from '../beta-endpoint.ts';
import { changedMetadataFields, messageFields } from '../fields.ts';
import { listPage } from '../list-page.ts';
import { addMessage } from '../new-thread.ts';
import { readBody } from '../read-body.ts';
import { activeRun, messageOf, settle, threadOf } from '../state.ts';

const all = 'threads/{thread}/messages';
const one = `${all}/{message}`;

export const createMessage = betaEndpoint({
  method: 'POST',
  path: all,
  async answer(context) {
    const state = threadOf(context);
    if ('error' in state) return state;
    const read = readBody(context, messageFields);
    if (read.kind === 'error') return read;
    const active = activeRun(state)?.run;
    if (active !== undefined) {
      const message = `Can't add messages to ${state.thread.id} while a run ${active.id} is active.`;
      return { kind: 'error', error: invalidRequest(message, undefined, null) };
    }
    return jsonAnswer(addMessage(state, read.body, context, context.ids.fork('message')), context);
  },
});

export const listMessages = betaEndpoint({
  method: 'GET',
  path: all,
  async answer(context) {
    const state = threadOf(context);
    if ('error' in state) return state;
    for (const running of state.runs.values()) settle(state, running);
    return listPage(context, state.messages, 'message', ({ run_id }, run) => run_id === run);
  },
});

export const retrieveMessage = betaEndpoint({
  method: 'GET',
  path: one,
  async answer(context) {
    const found = messageOf(context);
    return 'error' in found ? found : jsonAnswer(found.message, context);
  },
});

export const changeMessage = betaEndpoint({
  method: 'POST',
  path: one,
  async answer(context) {
    const found = messageOf(context);
    if ('error' in found) return found;
    const read = readBody(context, changedMetadataFields);
    if (read.kind === 'error') return read;
    const changed = { ...found.message, metadata: read.body.metadata ?? found.message.metadata };
    found.state.messages.set(changed.id, changed);
    return jsonAnswer(changed, context);
  },
});

export const deleteMessage = betaEndpoint({
  method: 'DELETE',
  path: one,
  async answer(context) {
    const found = messageOf(context);
    if ('error' in found) return found;
    found.state.messages.set(found.message.id, undefined);
    return jsonAnswer({ id: found.message.id, object: 'thread.message.deleted', deleted: true }, context);
  },
});
