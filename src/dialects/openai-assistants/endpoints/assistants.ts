/** Assistants: made, listed, looked at, changed and deleted. https://platform.openai.com/docs/api-reference/assistants */

import { betaEndpoint, jsonAnswer } from '../beta-endpoint.ts';
import { assistantFields, changedAssistantFields } from '../fields.ts';
import { listPage } from '../list-page.ts';
import { changedAssistant, newAssistant } from '../new-assistant.ts';
import { readBody, unknownModel } from '../read-body.ts';
import { assistantOf, assistants } from '../state.ts';

const one = 'assistants/{assistant}';

export const createAssistant = betaEndpoint({
  method: 'POST',
  path: 'assistants',
  async answer(context) {
    const read = readBody(context, assistantFields);
    if (read.kind === 'error') return read;
    const refused = unknownModel(read.body.model, context);
    if (refused !== undefined) return refused;
    const assistant = newAssistant(read.body, context);
    context.shelf(assistants).set(assistant.id, assistant);
    return jsonAnswer(assistant, context);
  },
});

export const listAssistants = betaEndpoint({
  method: 'GET',
  path: 'assistants',
  answer: async (context) => listPage(context, context.shelf(assistants), 'assistant'),
});

export const retrieveAssistant = betaEndpoint({
  method: 'GET',
  path: one,
  async answer(context) {
    const found = assistantOf(context, context.params['assistant'] ?? '');
    return 'error' in found ? found : jsonAnswer(found, context);
  },
});

export const changeAssistant = betaEndpoint({
  method: 'POST',
  path: one,
  async answer(context) {
    const found = assistantOf(context, context.params['assistant'] ?? '');
    if ('error' in found) return found;
    const read = readBody(context, changedAssistantFields);
    if (read.kind === 'error') return read;
    const refused = unknownModel(read.body.model, context);
    if (refused !== undefined) return refused;
    const changed = changedAssistant(found, read.body, read.json, context.ids);
    context.shelf(assistants).set(changed.id, changed);
    return jsonAnswer(changed, context);
  },
});

export const deleteAssistant = betaEndpoint({
  method: 'DELETE',
  path: one,
  async answer(context) {
    const found = assistantOf(context, context.params['assistant'] ?? '');
    if ('error' in found) return found;
    context.shelf(assistants).set(found.id, undefined);
    return jsonAnswer({ id: found.id, object: 'assistant.deleted', deleted: true }, context);
  },
});
