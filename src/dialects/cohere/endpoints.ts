/** The endpoints of Cohere that llmsim answers itself. */

import type { z } from 'zod';
import { decodeUtf8 } from '../../codec/utf8.ts';
import type { CollectedReply } from '../../core/dialect.ts';
import type { Draft, FinishKind } from '../../core/draft.ts';
import type { Endpoint, EndpointAnswer, EndpointContext } from '../../core/endpoint.ts';
import type { Random } from '../../core/random.ts';
import { type JsonObject, objectOf, objectsOf, parseJson, stringOf, textIn } from '../json-shape.ts';
import { hexId, openaiId } from '../openai-ids.ts';
import { pydanticProblem } from '../pydantic-problem.ts';
import { segmentsOf } from '../request-path.ts';
import { chatFields, embedFields, rerankFields } from './body-schema.ts';
import { cohereChatPrompt } from './chat-prompt.ts';
import { quantised } from './quantised.ts';
import { cohereStreaming } from './streaming.ts';

type Refused = Extract<EndpointAnswer, { kind: 'error' }>;

function refused(message: string, status = 400): Refused {
  return { kind: 'error', error: { status, code: null, message } };
}

function readBody<T extends z.ZodObject>(
  context: EndpointContext,
  schema: T,
): { readonly kind: 'body'; readonly body: z.infer<T> } | Refused {
  const { request, strict, warn, models } = context;
  const text = decodeUtf8(request.body);
  const json = text === undefined ? undefined : objectOf(parseJson(text));
  if (json === undefined) return refused('invalid request: the body is not valid JSON');
  const given = Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null));
  const read = schema.safeParse(given, { reportInput: true });
  if (!read.success) return refused(`invalid request: ${pydanticProblem(read.error.issues)}`);
  for (const field of Object.keys(json)) {
    if (field in schema.shape) continue;
    if (strict) return refused(`invalid request: unknown field: parameter '${field}' is not a valid field`, 422);
    warn(`${request.method} ${request.target}: unknown field "${field}" is ignored`);
  }
  const model = stringOf(json['model']) ?? '';
  if (models.strict && models.find(model, 'cohere') === undefined) {
    return refused(
      `model '${model}' not found, make sure the correct model ID was used and that you have access to the model.`,
      404,
    );
  }
  return { kind: 'body', body: read.data };
}

function written(ids: Random, value: object): CollectedReply {
  return {
    status: 200,
    headers: [
      ['content-type', 'application/json'],
      ['x-debug-trace-id', hexId('', 16, ids.fork('headers'))],
    ],
    body: Buffer.from(JSON.stringify(value)),
  };
}

const finishWords: Readonly<Record<FinishKind, string>> = {
  stop: 'COMPLETE',
  'stop-sequence': 'STOP_SEQUENCE',
  length: 'MAX_TOKENS',
  'tool-calls': 'TOOL_CALL',
  'content-filter': 'ERROR_TOXIC',
  refusal: 'COMPLETE',
};

function uuid(random: Random): string {
  return Buffer.from(random.bytes(16))
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function chatAnswer({ choices: [choice], usage }: Draft, ids: Random): CollectedReply {
  const random = ids.fork('chat');
  const calls = choice.toolCalls.map((call) => ({
    id: openaiId(`${call.name}_`, 12, random).toLowerCase(),
    type: 'function',
    function: { name: call.name, arguments: call.arguments },
  }));
  return written(ids, {
    id: uuid(random),
    message: {
      role: 'assistant',
      ...(calls.length === 0
        ? {
            content: [
              ...(choice.reasoning === '' ? [] : [{ type: 'thinking', thinking: choice.reasoning }]),
              // Cohere has no field for a refusal: the words are the answer.
              { type: 'text', text: choice.text || choice.refusal },
            ],
          }
        : {
            tool_plan: choice.reasoning === '' ? 'I will use the tools that fit.' : choice.reasoning,
            tool_calls: calls,
          }),
    },
    finish_reason: finishWords[choice.finish],
    usage: {
      billed_units: { input_tokens: usage.input, output_tokens: usage.output },
      tokens: {
        input_tokens: usage.input,
        output_tokens: usage.output,
        ...(usage.reasoning === 0 ? {} : { reasoning_tokens: usage.reasoning }),
      },
      cached_tokens: usage.cached,
    },
    ...(choice.logprobs === undefined
      ? {}
      : {
          logprobs: choice.logprobs.map(({ token, logprob }) => ({ token_ids: [0], text: token, logprobs: [logprob] })),
        }),
  });
}

const chat: Endpoint = {
  method: 'POST',
  path: 'chat',
  streams: true,
  prompt: cohereChatPrompt,
  async answer(context) {
    // Version 1 asks with `message`, and is going away: https://docs.cohere.com/v2/docs/migrating-v1-to-v2
    if (segmentsOf(context.request.target).includes('v1')) {
      return refused('llmsim invents answers of version 2 of chat only: POST /v2/chat');
    }
    const read = readBody(context, chatFields);
    if (read.kind === 'error') return read;
    const unanswered = conversationProblem(read.body.messages);
    if (unanswered !== undefined) return refused(`invalid request: ${unanswered}`);
    const prompt = cohereChatPrompt(context.request);
    if (prompt === undefined) return refused('invalid request: messages: Field required');
    const made = await context.generate.draft(prompt);
    if (made.kind === 'too-long') {
      return refused(
        `too many tokens: the total number of tokens in the prompt cannot exceed ${made.contextWindow} - received ${made.promptTokens}.`,
      );
    }
    if (made.kind === 'impossible') return refused(`invalid request: response_format.json_schema: ${made.why}`);
    const reply = chatAnswer(made.draft, context.ids);
    const stream = prompt.stream ? cohereStreaming.split(reply, context.request, made.draft.cut) : undefined;
    return stream === undefined ? { kind: 'whole', reply } : { kind: 'stream', reply: stream };
  },
};

function conversationProblem(messages: readonly JsonObject[]): string | undefined {
  const open = new Set<string>();
  for (const [i, message] of messages.entries()) {
    const id = textIn(message['tool_call_id']);
    if (message['role'] === 'tool' && (id === undefined || !open.delete(id))) {
      return `messages[${i}]: tool message has no matching tool call: ${id}`;
    }
    for (const call of objectsOf(message['tool_calls'])) open.add(stringOf(call['id']) ?? '');
  }
  return undefined;
}

const usualDimensions = 1_024;

const embed: Endpoint = {
  method: 'POST',
  path: 'embed',
  streams: false,
  async answer(context) {
    const read = readBody(context, embedFields);
    if (read.kind === 'error') return read;
    const { body } = read;
    const second = segmentsOf(context.request.target).includes('v2');
    if (second && body.input_type === undefined)
      return refused('invalid request: valid input_type must be provided with the provided model');
    const texts = [
      ...(body.texts ?? []),
      ...(body.images ?? []),
      ...(body.inputs ?? []).map(({ content }) => JSON.stringify(content)),
    ];
    if (texts.length === 0) return refused('invalid request: at least one of texts, images or inputs must be given');
    const dimensions =
      body.output_dimension ?? context.models.find(body.model, 'cohere')?.dimensions ?? usualDimensions;
    const vectors = await context.generate.embed(texts, dimensions);
    const counts = await context.generate.tokens(texts, body.model);
    const plain = !second && body.embedding_types === undefined;
    const types = body.embedding_types ?? (['float'] as const);
    return {
      kind: 'whole',
      reply: written(context.ids, {
        id: uuid(context.ids.fork('embed')),
        embeddings: plain
          ? vectors.map((vector) => [...vector])
          : Object.fromEntries(types.map((type) => [type, vectors.map((vector) => quantised(vector, type))])),
        texts: body.texts ?? [],
        meta: {
          api_version: { version: second ? '2' : '1' },
          billed_units: { input_tokens: counts.reduce((sum, count) => sum + count, 0) },
        },
        response_type: plain ? 'embeddings_floats' : 'embeddings_by_type',
      }),
    };
  },
};

const rerank: Endpoint = {
  method: 'POST',
  path: 'rerank',
  streams: false,
  async answer(context) {
    const read = readBody(context, rerankFields);
    if (read.kind === 'error') return read;
    const { query, documents, top_n: most = documents.length, return_documents: shown = false } = read.body;
    const texts = documents.map((document) =>
      typeof document === 'string' ? document : (stringOf(document['text']) ?? JSON.stringify(document)),
    );
    const [asked, ...vectors] = await context.generate.embed([query, ...texts], 512);
    const results = vectors
      .map((vector, index) => ({ index, relevance_score: relevance(asked, vector) }))
      .sort((one, other) => other.relevance_score - one.relevance_score || one.index - other.index)
      .slice(0, most)
      .map((result) => (shown ? { ...result, document: { text: texts[result.index] } } : result));
    const second = segmentsOf(context.request.target).includes('v2');
    return {
      kind: 'whole',
      reply: written(context.ids, {
        id: uuid(context.ids.fork('rerank')),
        results,
        meta: {
          api_version: { version: second ? '2' : '1' },
          billed_units: { search_units: Math.ceil(documents.length / 100) },
        },
      }),
    };
  },
};

/** The cosine of unit vectors, stretched to 0 … 1. */
function relevance(one: Float32Array | undefined, other: Float32Array): number {
  const cosine = (one ?? other).reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
  return Number((1 / (1 + Math.exp(-8 * (cosine - 0.4)))).toFixed(7));
}

export const cohereEndpoints: readonly Endpoint[] = [chat, embed, rerank];
