/** Writes a draft as a response: its output items, its usage, and what it repeats of the request. */

import type { CollectedReply } from '../../core/dialect.ts';
import type { Draft, DraftChoice, TokenLogprob } from '../../core/draft.ts';
import type { EndpointContext } from '../../core/endpoint.ts';
import type { Random } from '../../core/random.ts';
import { type JsonObject, objectOf, objectsOf, parseJson, stringOf } from '../json-shape.ts';
import { openaiHeaders } from '../openai-headers.ts';
import { hexId, openaiId } from '../openai-ids.ts';
import { included, summaryWanted } from './response-prompt.ts';

/** A response with an id and an output, as it is stored and sent. */
export type WrittenResponse = JsonObject & { readonly id: string; readonly output: readonly JsonObject[] };

/** How many tokens a second it seems to have taken. */
const speed = 60;

/** @param body the request's, as JSON */
export function writeResponse(draft: Draft, body: JsonObject, context: EndpointContext): WrittenResponse {
  const { ids, created } = context;
  const random = ids.fork('response');
  const [choice] = draft.choices;
  const reason = incompleteReason(choice);
  return {
    id: hexId('resp_', 24, random),
    object: 'response',
    created_at: created,
    status: reason === undefined ? 'completed' : 'incomplete',
    background: body['background'] === true,
    completed_at: reason === undefined ? created + Math.ceil(draft.usage.output / speed) : null,
    error: null,
    incomplete_details: reason === undefined ? null : { reason },
    ...echoOf(body, context),
    output: outputOf(draft, body, reason === undefined ? 'completed' : 'incomplete', random),
    usage: usageOf(draft),
  };
}

/** A response that waits in the background, before it is begun. */
export function queued(response: WrittenResponse): WrittenResponse {
  return { ...response, status: 'queued', completed_at: null, incomplete_details: null, output: [], usage: null };
}

export function cancelled(response: WrittenResponse): WrittenResponse {
  return { ...queued(response), status: 'cancelled' };
}

export function usageOf({ usage }: Pick<Draft, 'usage'>): JsonObject {
  return {
    input_tokens: usage.input,
    input_tokens_details: { cached_tokens: usage.cached, cache_write_tokens: 0 },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: usage.input + usage.output,
  };
}

/** A value as a reply of the API. */
export function responseReply(value: unknown, ids: Random): CollectedReply {
  return {
    status: 200,
    headers: openaiHeaders(ids, 'application/json'),
    body: Buffer.from(JSON.stringify(value)),
  };
}

function incompleteReason({ finish }: DraftChoice): string | undefined {
  if (finish === 'length') return 'max_output_tokens';
  return finish === 'content-filter' ? 'content_filter' : undefined;
}

/** https://platform.openai.com/docs/api-reference/responses/object */
function echoOf(body: JsonObject, { models }: EndpointContext): JsonObject {
  const info = models.find(stringOf(body['model']) ?? '', 'openai');
  const reasoning = objectOf(body['reasoning']);
  const text = objectOf(body['text']);
  const tier = body['service_tier'];
  const conversation = body['conversation'] ?? undefined;
  return {
    instructions: body['instructions'] ?? null,
    max_output_tokens: body['max_output_tokens'] ?? null,
    max_tool_calls: body['max_tool_calls'] ?? null,
    model: body['model'],
    parallel_tool_calls: body['parallel_tool_calls'] ?? true,
    previous_response_id: body['previous_response_id'] ?? null,
    ...(conversation === undefined ? {} : { conversation: objectOf(conversation) ?? { id: conversation } }),
    ...(objectOf(body['prompt']) === undefined ? {} : { prompt: body['prompt'] }),
    prompt_cache_key: body['prompt_cache_key'] ?? null,
    prompt_cache_retention: body['prompt_cache_retention'] ?? null,
    reasoning: {
      effort: reasoning?.['effort'] ?? (info?.reasoning === true ? 'medium' : null),
      summary: summaryWord(reasoning),
    },
    safety_identifier: body['safety_identifier'] ?? null,
    service_tier: tier === undefined || tier === null || tier === 'auto' ? 'default' : tier,
    store: body['store'] ?? true,
    temperature: body['temperature'] ?? info?.defaults.temperature ?? 1,
    text: { format: formatEcho(objectOf(text?.['format'])), verbosity: text?.['verbosity'] ?? 'medium' },
    tool_choice: body['tool_choice'] ?? 'auto',
    tools: objectsOf(body['tools']).map(toolEcho),
    top_logprobs: body['top_logprobs'] ?? 0,
    top_p: body['top_p'] ?? info?.defaults.topP ?? 1,
    truncation: body['truncation'] ?? 'disabled',
    user: body['user'] ?? null,
    metadata: body['metadata'] ?? {},
  };
}

/** `auto` becomes the one that the model has. */
function summaryWord(reasoning: JsonObject | undefined): unknown {
  const word = reasoning?.['summary'] ?? reasoning?.['generate_summary'] ?? null;
  return word === 'auto' ? 'detailed' : word;
}

function formatEcho(format: JsonObject | undefined): JsonObject {
  if (format?.['type'] !== 'json_schema') return format ?? { type: 'text' };
  return { ...format, strict: format['strict'] ?? false };
}

function toolEcho(tool: JsonObject): JsonObject {
  switch (tool['type']) {
    case 'function': {
      const { description = null, parameters = null, strict } = tool;
      return { ...tool, description, parameters, strict: strict ?? true };
    }
    case 'custom':
      return { ...tool, format: tool['format'] ?? { type: 'text' } };
    default:
      return tool;
  }
}

function outputOf(draft: Draft, body: JsonObject, ending: string, random: Random): JsonObject[] {
  const [choice] = draft.choices;
  const items: JsonObject[] = [];
  if (choice.reasoning !== '' || draft.usage.reasoning > 0) items.push(reasoningItem(choice, body, random));
  const silent = choice.text === '' && (choice.toolCalls.length > 0 || (ending === 'incomplete' && items.length > 0));
  if (!silent || choice.refusal !== '') items.push(messageItem(choice, random));
  const custom = new Set(objectsOf(body['tools']).flatMap(({ type, name }) => (type === 'custom' ? [name] : [])));
  for (const call of choice.toolCalls) {
    items.push(custom.has(call.name) ? customCall(call, random) : functionCall(call, random));
  }
  // What comes last is what was cut.
  const last = items.at(-1);
  if (last?.['status'] !== undefined) items[items.length - 1] = { ...last, status: ending };
  return items;
}

function reasoningItem({ reasoning }: DraftChoice, body: JsonObject, random: Random): JsonObject {
  const shown = reasoning !== '' && summaryWanted(body);
  return {
    id: hexId('rs_', 24, random),
    type: 'reasoning',
    ...(included(body, 'reasoning.encrypted_content') ? { encrypted_content: sealed(random, 240) } : {}),
    summary: shown ? [{ type: 'summary_text', text: reasoning }] : [],
  };
}

/** What only the provider can read, here noise: a token of Fernet begins so (https://github.com/fernet/spec). */
export function sealed(random: Random, bytes: number): string {
  return `gAAAAAB${Buffer.from(random.bytes(bytes)).toString('base64url')}`;
}

function messageItem({ text, refusal, logprobs }: DraftChoice, random: Random): JsonObject {
  const said = { type: 'output_text', annotations: [], logprobs: (logprobs ?? []).map(logprobOf), text };
  return {
    id: hexId('msg_', 24, random),
    type: 'message',
    status: 'completed',
    content: [
      ...(text === '' && refusal !== '' ? [] : [said]),
      ...(refusal === '' ? [] : [{ type: 'refusal', refusal }]),
    ],
    role: 'assistant',
  };
}

function logprobOf(one: TokenLogprob & { readonly top: readonly TokenLogprob[] }): JsonObject {
  const entry = ({ token, logprob }: TokenLogprob) => ({ token, bytes: [...Buffer.from(token)], logprob });
  return { ...entry(one), top_logprobs: one.top.map(entry) };
}

function functionCall({ name, arguments: text }: DraftChoice['toolCalls'][number], random: Random): JsonObject {
  return {
    id: hexId('fc_', 24, random),
    type: 'function_call',
    status: 'completed',
    arguments: text,
    call_id: openaiId('call_', 24, random),
    name,
  };
}

function customCall({ name, arguments: text }: DraftChoice['toolCalls'][number], random: Random): JsonObject {
  return {
    id: hexId('ctc_', 24, random),
    type: 'custom_tool_call',
    status: 'completed',
    call_id: openaiId('call_', 24, random),
    // Generators make the one argument of `customParameters`; a rule says the free text itself.
    input: stringOf(objectOf(parseJson(text))?.['input']) ?? text,
    name,
  };
}
