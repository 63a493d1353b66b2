/** Threads: made, looked at, changed and deleted. https://platform.openai.com/docs/api-reference/threads */

import { betaEndpoint, jsonAnswer } from '../beta-endpoint.ts';
import { changedThreadFields, threadFields } from '../fields.ts';
import { resourcesOf } from '../new-assistant.ts';
import { newThread } from '../new-thread.ts';
import { readBody } from '../read-body.ts';
import { threadOf, threads } from '../state.ts';

const one = 'threads/{thread}';

export const createThread = betaEndpoint({
  method: 'POST',
  path: 'threads',
  async answer(context) {
    const read = readBody(context, threadFields);
    return read.kind === 'error' ? read : jsonAnswer(newThread(read.body, context).thread, context);
  },
});

export const retrieveThread = betaEndpoint({
  method: 'GET',
  path: one,
  async answer(context) {
    const found = threadOf(context);
    return 'error' in found ? found : jsonAnswer(found.thread, context);
  },
});

export const changeThread = betaEndpoint({
  method: 'POST',
  path: one,
  async answer(context) {
    const found = threadOf(context);
    if ('error' in found) return found;
    const read = readBody(context, changedThreadFields);
    if (read.kind === 'error') return read;
    const { metadata = found.thread.metadata, tool_resources: resources } = read.body;
    const tool_resources =
      resources === undefined ? found.thread.tool_resources : resourcesOf(resources, context.ids.fork('thread'));
    found.thread = { ...found.thread, metadata, tool_resources };
    return jsonAnswer(found.thread, context);
  },
});

export const deleteThread = betaEndpoint({
  method: 'DELETE',
  path: one,
  async answer(context) {
    const found = threadOf(context);
    if ('error' in found) return found;
    const { id } = found.thread;
    context.shelf(threads).delete(id);
    return jsonAnswer({ id, object: 'thread.deleted', deleted: true }, context);
  },
});
