/** The endpoints of the Responses API that llmsim answers itself: those that ask a model; the others read what is stored. */

import type { ApiError } from '../../core/api-error.ts';
import type { Drafted, Endpoint, EndpointAnswer, EndpointContext } from '../../core/endpoint.ts';
import type { Prompt } from '../../core/prompt.ts';
import type { JsonObject } from '../json-shape.ts';
import { modelNotFound, readOpenaiBody, unknownParameter } from '../openai-body.ts';
import { hexId } from '../openai-ids.ts';
import { invalidRequest } from '../openai-problem.ts';
import { conversationProblem, jsonModeProblem, responseBodyProblem } from './response-checks.ts';
import { promptOfItems, responsePrompt } from './response-prompt.ts';
import { compactFields, inputTokensFields, responseFields, responseProblem } from './response-schema.ts';
import { conversationFor, storeResponse } from './response-store.ts';
import { storedEndpoints } from './stored-endpoints.ts';
import { storedInput } from './stored-input.ts';
import { responsesStreaming } from './streaming.ts';
import { strictProblem } from './strict-schema.ts';
import { queued, responseReply, sealed, usageOf, writeResponse } from './write-response.ts';

const createResponse: Endpoint = {
  method: 'POST',
  path: 'responses',
  streams: true,
  prompt: responsePrompt,
  async answer(context) {
    const read = readOpenaiBody(context, responseFields, unknownParameter, responseProblem);
    if (read.kind === 'error') return read;
    const { body, json } = read;
    const model = context.models.find(body.model, 'openai');
    if (model === undefined && context.models.strict) return refused(modelNotFound(body.model));
    const problem = responseBodyProblem(body, model) ?? strictProblem(body);
    if (problem !== undefined) return refused(problem);
    const conversation = conversationFor(body, context);
    if (conversation.kind === 'error') return conversation;
    const items = [...conversation.earlier, ...conversation.said];
    const unfit = conversationProblem(items) ?? jsonModeProblem(body, items);
    if (unfit !== undefined) return refused(unfit);

    const reasons = model?.reasoning === true && body.reasoning?.effort !== 'none';
    const prompt: Prompt = { ...promptOfItems(json, items), reasoning: reasons };
    const drafted = await draftFitting(prompt, body.truncation === 'auto', context);
    if (drafted.kind === 'too-long') return refused(tooLong);
    if (drafted.kind === 'impossible') return refused(impossible(drafted.why));
    const { draft } = drafted;
    const response = writeResponse(draft, json, context);
    const waits = body.background === true && !prompt.stream;
    const reply = responseReply(waits ? queued(response) : response, context.ids);
    if (body.store !== false) {
      const input = storedInput(conversation.said, context.ids);
      const { previous } = conversation;
      const bytes = context.request.body.length + reply.body.length;
      storeResponse({ response, input, previous, cut: draft.cut, state: waits ? 'queued' : 'done', bytes }, context);
    }
    if (!prompt.stream) return { kind: 'whole', reply };
    const stream = responsesStreaming.split(reply, context.request, draft.cut);
    if (stream === undefined) throw new Error('a response of our own making has a stream');
    return { kind: 'stream', reply: stream };
  },
};

/** With `truncation: auto` the oldest messages are left out, a quarter at a time, until the rest fits. */
async function draftFitting(prompt: Prompt, truncates: boolean, { generate }: EndpointContext): Promise<Drafted> {
  const system = prompt.messages.filter(({ role }) => role === 'system');
  let others = prompt.messages.filter(({ role }) => role !== 'system');
  let drafted = await generate.draft(prompt);
  while (truncates && drafted.kind === 'too-long' && others.length > 1) {
    others = others.slice(Math.ceil(others.length / 4));
    drafted = await generate.draft({ ...prompt, messages: [...system, ...others] });
  }
  return drafted;
}

const countInputTokens: Endpoint = {
  method: 'POST',
  path: 'responses/input_tokens',
  streams: false,
  async answer(context) {
    const read = readOpenaiBody(context, inputTokensFields, unknownParameter, responseProblem);
    if (read.kind === 'error') return read;
    const conversation = conversationFor(read.body, context);
    if (conversation.kind === 'error') return conversation;
    const prompt = promptOfItems(read.json, [...conversation.earlier, ...conversation.said]);
    const input_tokens = await context.generate.promptTokens(prompt);
    return whole({ object: 'response.input_tokens', input_tokens }, context);
  },
};

/** The user's messages stay; all else is in one item that only the provider can read. */
const compact: Endpoint = {
  method: 'POST',
  path: 'responses/compact',
  streams: false,
  async answer(context) {
    const read = readOpenaiBody(context, compactFields, unknownParameter, responseProblem);
    if (read.kind === 'error') return read;
    const { body, json } = read;
    if (context.models.strict && context.models.find(body.model, 'openai') === undefined) {
      return refused(modelNotFound(body.model));
    }
    const conversation = conversationFor(body, context);
    if (conversation.kind === 'error') return conversation;
    const items = [...conversation.earlier, ...storedInput(conversation.said, context.ids)];
    const drafted = await context.generate.draft(promptOfItems(json, items));
    if (drafted.kind === 'too-long') return refused(tooLong);
    if (drafted.kind === 'impossible') return refused(impossible(drafted.why));
    const random = context.ids.fork('compaction');
    const value = {
      id: hexId('resp_', 24, random),
      object: 'response.compaction',
      created_at: context.created,
      output: [
        ...items.filter(({ type, role }) => type === 'message' && role === 'user'),
        { id: hexId('cmp_', 24, random), type: 'compaction', encrypted_content: sealed(random, 480) },
      ],
      usage: usageOf(drafted.draft),
    };
    return whole(value, context);
  },
};

export const responsesEndpoints: readonly Endpoint[] = [createResponse, countInputTokens, compact, ...storedEndpoints];

function whole(value: JsonObject, { ids }: EndpointContext): EndpointAnswer {
  return { kind: 'whole', reply: responseReply(value, ids) };
}

function refused(error: ApiError): EndpointAnswer {
  return { kind: 'error', error };
}

const tooLong = invalidRequest(
  'Your input exceeds the context window of this model. Please adjust your input and try again.',
  'input',
  'context_length_exceeded',
);

function impossible(why: string): ApiError {
  return invalidRequest(`Invalid schema: ${why}`, 'text.format.schema', 'invalid_json_schema');
}
