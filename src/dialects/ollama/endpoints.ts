/** The endpoints of Ollama that llmsim answers itself. */

import { decodeUtf8 } from '../../codec/utf8.ts';
import type { Endpoint, EndpointAnswer, EndpointContext } from '../../core/endpoint.ts';
import type { ModelInfo } from '../../core/model-catalogue.ts';
import type { Prompt } from '../../core/prompt.ts';
import type { SimRequest } from '../../core/request.ts';
import {
  arrayOf,
  type JsonObject,
  labelIn,
  numberOf,
  objectOf,
  objectsOf,
  parseJson,
  stringOf,
  textIn,
} from '../json-shape.ts';
import { chatPrompt, generatePrompt } from './generate-prompt.ts';
import { listed, running, shown } from './model-card.ts';
import { ollamaStreaming } from './streaming.ts';
import { ollamaReply, writeChat, writeGenerated, writeLoaded } from './write-answer.ts';

type Refused = Extract<EndpointAnswer, { kind: 'error' }>;

function refused(message: string, status = 400): Refused {
  return { kind: 'error', error: { status, code: null, message } };
}

/** https://github.com/ollama/ollama/blob/main/docs/api.md; `known` are the fields of the endpoint. */
function readBody(
  { request, strict, warn }: EndpointContext,
  known: ReadonlySet<string>,
): { readonly kind: 'body'; readonly body: JsonObject; readonly model: string } | Refused {
  if (request.body.length === 0) return refused('missing request body');
  const text = decodeUtf8(request.body);
  const parsed = text === undefined ? undefined : parseJson(text);
  if (parsed === undefined) return refused(syntaxProblem(text ?? ''));
  const body = objectOf(parsed);
  if (body === undefined)
    return refused(
      `json: cannot unmarshal ${Array.isArray(parsed) ? 'array' : typeof parsed} into Go value of type api.Request`,
    );
  for (const field of Object.keys(body)) {
    if (known.has(field)) continue;
    if (strict) return refused(`json: unknown field "${field}"`);
    warn(`${request.method} ${request.target}: unknown field "${field}" is ignored`);
  }
  const model = textIn(body['model']) ?? textIn(body['name']);
  return model === undefined ? refused('model is required') : { kind: 'body', body, model };
}

/** In Go's words; where, V8 knows. */
function syntaxProblem(text: string): string {
  try {
    JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    // Of a short text V8 names the character and not its place.
    const token = /^Unexpected token '(.)'/u.exec(message)?.[1];
    if (token !== undefined) return `invalid character '${token}' looking for beginning of value`;
    const at = Number(/position (\d+)/.exec(message)?.[1] ?? Number.NaN);
    const found = text[at];
    if (Number.isNaN(at) || found === undefined) return 'unexpected EOF';
    const before = text.slice(0, at).trimEnd().at(-1);
    const wanted = before === '{' ? 'object key string' : 'value';
    return `invalid character '${found}' looking for beginning of ${wanted}`;
  }
  return 'unexpected EOF';
}

function missing(model: string, { models }: EndpointContext): Refused | undefined {
  return models.strict && models.find(model, 'ollama') === undefined
    ? refused(`model '${model}' not found`, 404)
    : undefined;
}

const shared = ['model', 'name', 'format', 'options', 'stream', 'keep_alive', 'think', 'logprobs', 'top_logprobs'];
const chatFields = new Set([...shared, 'messages', 'tools', 'truncate', 'shift']);
const generateFields = new Set([
  ...shared,
  'prompt',
  'suffix',
  'images',
  'system',
  'template',
  'context',
  'raw',
  'truncate',
  'shift',
]);
const embedFields = new Set(['model', 'name', 'input', 'prompt', 'truncate', 'options', 'keep_alive', 'dimensions']);
const showFields = new Set(['model', 'name', 'verbose', 'system', 'template', 'options']);
const roles = new Set<unknown>(['system', 'user', 'assistant', 'tool']);

function messagesProblem(body: JsonObject): string | undefined {
  const messages = body['messages'];
  if (messages !== undefined && messages !== null && !Array.isArray(messages)) {
    return `json: cannot unmarshal ${typeof messages} into Go struct field ChatRequest.messages of type []api.Message`;
  }
  for (const message of objectsOf(messages)) {
    if (!roles.has(message['role']))
      return `invalid role: ${labelIn(message['role'])}, role must be one of [system, user, assistant, tool]`;
    if (message['content'] !== undefined && message['content'] !== null && typeof message['content'] !== 'string') {
      return 'json: cannot unmarshal array into Go struct field ChatRequest.messages.content of type string';
    }
  }
  for (const tool of objectsOf(body['tools'])) {
    if (textIn(objectOf(tool['function'])?.['name']) === undefined) return 'invalid tool: function name is required';
  }
  return undefined;
}

async function drafted(prompt: Prompt, context: EndpointContext) {
  const made = await context.generate.draft(prompt);
  if (made.kind === 'draft') return made;
  return refused(
    made.kind === 'too-long'
      ? `input length exceeds the context length: ${made.promptTokens} > ${made.contextWindow}`
      : `invalid JSON schema in format: ${made.why}`,
  );
}

function inForm(
  reply: ReturnType<typeof writeChat>,
  { stream }: Prompt,
  request: SimRequest,
  cut: (text: string) => readonly string[],
): EndpointAnswer {
  if (!stream) return { kind: 'whole', reply };
  const split = ollamaStreaming.split(reply, request, cut);
  return split === undefined ? { kind: 'whole', reply } : { kind: 'stream', reply: split };
}

const chat: Endpoint = {
  method: 'POST',
  path: 'api/chat',
  streams: true,
  prompt: chatPrompt,
  async answer(context) {
    const read = readBody(context, chatFields);
    if (read.kind === 'error') return read;
    const problem = messagesProblem(read.body);
    if (problem !== undefined) return refused(problem);
    const gone = missing(read.model, context);
    if (gone !== undefined) return gone;
    const prompt = chatPrompt(context.request);
    if (prompt === undefined || prompt.messages.length === 0) {
      return {
        kind: 'whole',
        reply: writeLoaded(read.model, context, { message: { role: 'assistant', content: '' } }),
      };
    }
    const made = await drafted(prompt, context);
    if (made.kind === 'error') return made;
    return inForm(writeChat(made.draft, read.model, context), prompt, context.request, made.draft.cut);
  },
};

const generate: Endpoint = {
  method: 'POST',
  path: 'api/generate',
  streams: true,
  prompt: generatePrompt,
  async answer(context) {
    const read = readBody(context, generateFields);
    if (read.kind === 'error') return read;
    const gone = missing(read.model, context);
    if (gone !== undefined) return gone;
    const prompt = generatePrompt(context.request);
    if (prompt === undefined || (stringOf(read.body['prompt']) ?? '') === '') {
      return { kind: 'whole', reply: writeLoaded(read.model, context, { response: '' }) };
    }
    const made = await drafted(prompt, context);
    if (made.kind === 'error') return made;
    return inForm(writeGenerated(made.draft, read.model, context), prompt, context.request, made.draft.cut);
  },
};

const usualDimensions = 768;

async function vectors(
  model: string,
  texts: readonly string[],
  wanted: number | undefined,
  context: EndpointContext,
): Promise<number[][]> {
  const dimensions = wanted ?? context.models.find(model, 'ollama')?.dimensions ?? usualDimensions;
  return (await context.generate.embed(texts, dimensions)).map((vector) => [...vector]);
}

const embed: Endpoint = {
  method: 'POST',
  path: 'api/embed',
  streams: false,
  async answer(context) {
    const read = readBody(context, embedFields);
    if (read.kind === 'error') return read;
    const { input } = read.body;
    const texts = typeof input === 'string' ? [input] : arrayOf(input);
    if (!texts.every((text): text is string => typeof text === 'string')) return refused('invalid input type');
    const gone = missing(read.model, context);
    if (gone !== undefined) return gone;
    const counts = await context.generate.tokens(texts, read.model);
    return {
      kind: 'whole',
      reply: ollamaReply({
        model: read.model,
        embeddings: await vectors(read.model, texts, numberOf(read.body['dimensions']), context),
        total_duration: 14_000_000,
        load_duration: 1_000_000,
        prompt_eval_count: counts.reduce((sum, count) => sum + count, 0),
      }),
    };
  },
};

/** The older endpoint: one text, one vector. */
const embeddings: Endpoint = {
  method: 'POST',
  path: 'api/embeddings',
  streams: false,
  async answer(context) {
    const read = readBody(context, embedFields);
    if (read.kind === 'error') return read;
    const gone = missing(read.model, context);
    if (gone !== undefined) return gone;
    const [embedding = []] = await vectors(read.model, [stringOf(read.body['prompt']) ?? ''], undefined, context);
    return { kind: 'whole', reply: ollamaReply({ embedding }) };
  },
};

const tags: Endpoint = {
  method: 'GET',
  path: 'api/tags',
  streams: false,
  answer: async ({ models }) => ({ kind: 'whole', reply: ollamaReply({ models: models.list('ollama').map(listed) }) }),
};

const ps: Endpoint = {
  method: 'GET',
  path: 'api/ps',
  streams: false,
  async answer({ models, created }) {
    const loaded: readonly ModelInfo[] = models.list('ollama').slice(0, 1);
    return { kind: 'whole', reply: ollamaReply({ models: loaded.map((model) => running(model, created)) }) };
  },
};

const show: Endpoint = {
  method: 'POST',
  path: 'api/show',
  streams: false,
  async answer(context) {
    const read = readBody(context, showFields);
    if (read.kind === 'error') return read;
    const model = context.models.find(read.model, 'ollama');
    if (model === undefined) return refused(`model '${read.model}' not found`, 404);
    return { kind: 'whole', reply: ollamaReply(shown(model)) };
  },
};

const version: Endpoint = {
  method: 'GET',
  path: 'api/version',
  streams: false,
  answer: async () => ({ kind: 'whole', reply: ollamaReply({ version: '0.12.6' }) }),
};

export const ollamaEndpoints: readonly Endpoint[] = [chat, generate, embed, embeddings, tags, ps, show, version];
