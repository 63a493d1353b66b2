/** Gemini's endpoints that tell of models. */

import type { Endpoint } from '../../core/endpoint.ts';
import type { ModelInfo } from '../../core/model-catalogue.ts';
import { queryOf } from '../../core/request.ts';
import { googleReply } from './google-reply.ts';
import { isVertexPath, shortModelName } from './model-name.ts';
import { invalidArgument } from './read-request.ts';
import { methodsOf, notFound } from './unknown-model.ts';

/** https://ai.google.dev/api/models#method:-models.list */
const usualPage = 50;
const longestPage = 1000;

const listModels: Endpoint = {
  method: 'GET',
  path: 'models',
  streams: false,
  async answer({ models, ids, request }) {
    const query = new URLSearchParams(queryOf(request.target) ?? '');
    const asked = Number(query.get('pageSize') ?? query.get('page_size') ?? 0);
    const token = query.get('pageToken') ?? query.get('page_token') ?? '';
    const from = token === '' ? 0 : offsetIn(token);
    if (!Number.isInteger(asked) || asked < 0 || from === undefined) {
      const message =
        from === undefined ? 'Invalid page token.' : `Invalid value at 'page_size' (TYPE_INT32), ${asked}`;
      return { kind: 'error', error: invalidArgument(message) };
    }
    const all = models.list('gemini');
    const to = from + Math.min(asked === 0 ? usualPage : asked, longestPage);
    const next = to < all.length ? { nextPageToken: Buffer.from(`models ${to}`).toString('base64url') } : {};
    const page = all.slice(from, to);
    const value = isVertexPath(request.target)
      ? { publisherModels: page.map(publisherModel), ...next }
      : { models: page.map(modelOf), ...next };
    return { kind: 'whole', reply: googleReply(ids, value) };
  },
};

function offsetIn(token: string): number | undefined {
  const offset = /^models (\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  return offset === undefined ? undefined : Number(offset);
}

const getModel: Endpoint = {
  method: 'GET',
  path: 'models/{model}',
  streams: false,
  async answer({ models, ids, params, request }) {
    const name = shortModelName(params['model'] ?? '');
    const model = models.find(name, 'gemini');
    if (model === undefined) return { kind: 'error', error: notFound(name, 'generateContent', request.target) };
    const value = isVertexPath(request.target) ? publisherModel(model) : modelOf(model);
    return { kind: 'whole', reply: googleReply(ids, value) };
  },
};

/** https://ai.google.dev/api/models#Model */
function modelOf(model: ModelInfo): object {
  const { id, displayName, contextWindow, maxOutput, reasoning, kind, defaults } = model;
  return {
    name: `models/${id}`,
    version: /\d+(?:\.\d+)?/.exec(id)?.[0] ?? '001',
    displayName,
    description: `${displayName}, as llmsim imitates it`,
    inputTokenLimit: contextWindow,
    outputTokenLimit: maxOutput,
    supportedGenerationMethods: methodsOf(model),
    ...(kind === 'embedding'
      ? {}
      : { temperature: defaults.temperature ?? 1, topP: defaults.topP ?? 0.95, topK: 64, maxTemperature: 2 }),
    ...(reasoning ? { thinking: true } : {}),
  };
}

/** https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/v1beta1/publishers.models */
function publisherModel({ id }: ModelInfo): object {
  return {
    name: `publishers/google/models/${id}`,
    versionId: 'default',
    openSourceCategory: 'PROPRIETARY',
    launchStage: 'GA',
    publisherModelTemplate: `projects/{user-project}/locations/{location}/publishers/google/models/${id}`,
  };
}

export const modelEndpoints: readonly Endpoint[] = [listModels, getModel];
