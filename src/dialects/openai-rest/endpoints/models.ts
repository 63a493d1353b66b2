/** `GET models`, one of them, and `DELETE` of a fine-tuned one. https://platform.openai.com/docs/api-reference/models */

import type { ApiError } from '../../../core/api-error.ts';
import type { Endpoint, EndpointContext } from '../../../core/endpoint.ts';
import type { ModelInfo } from '../../../core/model-catalogue.ts';
import { shelf } from '../../../core/shelf.ts';
import { jsonReply } from '../json-reply.ts';

/** Fine-tuned models that the client deleted. */
const deletedModels = shelf<true>('openai.deleted-models');

export const listModels: Endpoint = {
  method: 'GET',
  path: 'models',
  streams: false,
  async answer(context) {
    const data = context.models.list('openai').map((model) => modelObject(model.id, model));
    return jsonReply({ object: 'list', data }, context.ids);
  },
};

export const retrieveModel: Endpoint = {
  method: 'GET',
  path: 'models/{model...}',
  streams: false,
  async answer(context) {
    const found = foundModel(context);
    return 'error' in found ? found : jsonReply(modelObject(found.id, found.model), context.ids);
  },
};

export const deleteModel: Endpoint = {
  method: 'DELETE',
  path: 'models/{model...}',
  streams: false,
  async answer(context) {
    const found = foundModel(context);
    if ('error' in found) return found;
    if (!isFineTuned(found.id)) return { kind: 'error', error: notYours };
    context.shelf(deletedModels).set(found.id, true);
    return jsonReply({ id: found.id, object: 'model', deleted: true }, context.ids);
  },
};

function foundModel({
  params,
  models,
  shelf: shelfOf,
}: EndpointContext):
  | { readonly id: string; readonly model: ModelInfo }
  | { readonly kind: 'error'; readonly error: ApiError } {
  const id = params['model'] ?? '';
  const model = shelfOf(deletedModels).has(id) ? undefined : models.find(id, 'openai');
  return model === undefined ? { kind: 'error', error: noSuchModel(id) } : { id, model };
}

/** `ft:gpt-4o-mini-2024-07-18:acme::7p4lURel`, and `curie:ft-acme-2023-03-01-12-00-00` as they were called before. */
function isFineTuned(id: string): boolean {
  return /^ft:|:ft-/.test(id);
}

function modelObject(id: string, { created, owner }: ModelInfo): object {
  // A fine-tuned model belongs to the organisation in its name.
  const own = /^ft:[^:]+:([^:]+)/.exec(id)?.[1];
  return { id, object: 'model', created, owned_by: own ?? owner };
}

function noSuchModel(id: string): ApiError {
  return {
    status: 404,
    code: 'model_not_found',
    message: `The model '${id}' does not exist`,
    type: 'invalid_request_error',
    param: 'model',
  };
}

const notYours: ApiError = {
  status: 403,
  code: null,
  message: 'You have insufficient permissions for this operation. Missing scopes: api.delete.',
  type: 'invalid_request_error',
};
