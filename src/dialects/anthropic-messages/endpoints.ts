/** The endpoints of Anthropic's API that llmsim answers itself. */

import type { z } from 'zod';
import { decodeUtf8 } from '../../codec/utf8.ts';
import type { ApiError } from '../../core/api-error.ts';
import type { Endpoint, EndpointAnswer, EndpointContext } from '../../core/endpoint.ts';
import { headerOf } from '../../core/headers.ts';
import type { ModelInfo } from '../../core/model-catalogue.ts';
import { queryOf } from '../../core/request.ts';
import { type JsonObject, objectOf, parseJson } from '../json-shape.ts';
import { pydanticProblem } from '../pydantic-problem.ts';
import { conversationProblem, lengthProblem } from './messages-checks.ts';
import { messagesPrompt } from './messages-prompt.ts';
import { countTokensFields, messagesFields } from './messages-schema.ts';
import { cachedPrompt } from './prompt-cache.ts';
import { messagesStreaming } from './streaming.ts';
import { anthropicReply, withHeadersOnErrors, writeMessage } from './write-message.ts';

type Read<T> =
  | { readonly kind: 'body'; readonly body: T; readonly json: JsonObject }
  | Extract<EndpointAnswer, { kind: 'error' }>;

function refused(message: string, status = 400): Extract<EndpointAnswer, { kind: 'error' }> {
  const error: ApiError = { status, code: null, message };
  return { kind: 'error', error };
}

function readBody<T extends z.ZodObject>({ request, strict, warn }: EndpointContext, schema: T): Read<z.infer<T>> {
  if (strict && headerOf(request.headers, 'anthropic-version') === undefined) {
    return refused('anthropic-version: header is required');
  }
  const text = decodeUtf8(request.body);
  const json = text === undefined ? undefined : objectOf(parseJson(text));
  if (json === undefined) return refused('The request body is not valid JSON');
  const read = schema.safeParse(json, { reportInput: true });
  if (!read.success) {
    const systemRole =
      Array.isArray(json['messages']) && json['messages'].some((one) => objectOf(one)?.['role'] === 'system');
    if (systemRole) {
      return refused(
        'messages: Unexpected role "system". The Messages API accepts a top-level `system` parameter, not "system" as an input message role.',
      );
    }
    return refused(pydanticProblem(read.error.issues));
  }
  for (const field of Object.keys(json)) {
    if (field in schema.shape) continue;
    if (strict) return refused(`${field}: Extra inputs are not permitted`);
    warn(`${request.method} ${request.target}: unknown field "${field}" is ignored`);
  }
  return { kind: 'body', body: read.data, json };
}

function unknownModel(model: string, { models }: EndpointContext): boolean {
  return models.strict && models.find(model, 'anthropic') === undefined;
}

const createMessage: Endpoint = {
  method: 'POST',
  path: 'messages',
  streams: true,
  prompt: messagesPrompt,
  async answer(context) {
    const read = readBody(context, messagesFields);
    if (read.kind === 'error') return read;
    const { body, json } = read;
    const problem = conversationProblem(body) ?? lengthProblem(body, context.models.find(body.model, 'anthropic'));
    if (problem !== undefined) return refused(problem);
    if (unknownModel(body.model, context)) return refused(`model: ${body.model}`, 404);
    const prompt = messagesPrompt(context.request);
    if (prompt === undefined) return refused('The request body is not valid JSON');
    const drafted = await context.generate.draft(prompt);
    if (drafted.kind === 'too-long') {
      return refused(`prompt is too long: ${drafted.promptTokens} tokens > ${drafted.contextWindow} maximum`);
    }
    if (drafted.kind === 'impossible') return refused(`output_format.schema: ${drafted.why}`);
    const cached = await cachedPrompt(json, body.model, context);
    const reply = writeMessage(drafted.draft, body.model, cached, context);
    if (!prompt.stream) return { kind: 'whole', reply };
    const stream = messagesStreaming.split(reply, context.request, drafted.draft.cut);
    if (stream === undefined) throw new Error('a message of our own making has a stream');
    return { kind: 'stream', reply: stream };
  },
};

const countTokens: Endpoint = {
  method: 'POST',
  path: 'messages/count_tokens',
  streams: false,
  async answer(context) {
    const read = readBody(context, countTokensFields);
    if (read.kind === 'error') return read;
    const problem = conversationProblem(read.body);
    if (problem !== undefined) return refused(problem);
    if (unknownModel(read.body.model, context)) return refused(`model: ${read.body.model}`, 404);
    const prompt = messagesPrompt(context.request);
    const tokens = prompt === undefined ? 0 : await context.generate.promptTokens(prompt);
    return { kind: 'whole', reply: anthropicReply(context.ids, { input_tokens: tokens }) };
  },
};

const listModels: Endpoint = {
  method: 'GET',
  path: 'models',
  streams: false,
  async answer({ models, ids, request }) {
    const query = new URLSearchParams(queryOf(request.target) ?? '');
    const all = models.list('anthropic').filter(({ kind }) => kind === 'chat');
    const limit = Number(query.get('limit') ?? 20);
    if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
      return refused('limit: Input should be between 1 and 1000');
    const at = (name: string): number => all.findIndex(({ id }) => id === query.get(name));
    const before = at('before_id');
    const from = query.has('before_id') ? Math.max(0, before - limit) : at('after_id') + 1;
    const page = all.slice(from, query.has('before_id') ? Math.max(0, before) : from + limit);
    const value = {
      data: page.map(modelOf),
      has_more: query.has('before_id') ? from > 0 : from + limit < all.length,
      first_id: page[0]?.id ?? null,
      last_id: page.at(-1)?.id ?? null,
    };
    return { kind: 'whole', reply: anthropicReply(ids, value) };
  },
};

const getModel: Endpoint = {
  method: 'GET',
  path: 'models/{id}',
  streams: false,
  async answer({ models, ids, params }) {
    const model = models.find(params['id'] ?? '', 'anthropic');
    if (model === undefined) return refused(`model: ${params['id']}`, 404);
    return { kind: 'whole', reply: anthropicReply(ids, modelOf(model)) };
  },
};

function modelOf({ id, displayName, created }: ModelInfo): object {
  return {
    type: 'model',
    id,
    display_name: displayName,
    created_at: new Date(created * 1000).toISOString().replace('.000Z', 'Z'),
  };
}

export const anthropicEndpoints: readonly Endpoint[] = [createMessage, countTokens, listModels, getModel].map(
  withHeadersOnErrors,
);
