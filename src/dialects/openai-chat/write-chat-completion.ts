/** Writes a draft as a chat completion. */

import type { CollectedReply } from '../../core/dialect.ts';
import type { Draft, DraftChoice, FinishKind } from '../../core/draft.ts';
import type { EndpointContext } from '../../core/endpoint.ts';
import type { Random } from '../../core/random.ts';
import { openaiHeaders } from '../openai-headers.ts';
import type { ChatBody } from './chat-schema.ts';
import type { ChatHost } from './hosts.ts';

export const finishWords: Readonly<Record<FinishKind, string>> = {
  stop: 'stop',
  'stop-sequence': 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
  refusal: 'stop',
};

/**
 * @param model as the client named it; the answer names it so too
 * @param host whose answer it is to look like
 * @param stream whether it will be cut into a stream
 */
export function writeChatCompletion(
  draft: Draft,
  { model, stream }: { readonly model: string; readonly stream: boolean },
  body: ChatBody,
  host: ChatHost,
  { ids, created }: Pick<EndpointContext, 'ids' | 'created'>,
): CollectedReply {
  const random = ids.fork('completion');
  const making = { created, usage: draft.usage, stream, random };
  const completion = {
    id: host.id(making),
    object: 'chat.completion',
    created,
    model,
    choices: draft.choices.map((choice, index) => choiceOf(choice, index, body, host, random)),
    usage: host.usage(making),
    ...host.fields(making),
  };
  return {
    status: 200,
    headers: openaiHeaders(ids, 'application/json'),
    body: Buffer.from(JSON.stringify(completion)),
  };
}

function choiceOf(choice: DraftChoice, index: number, body: ChatBody, host: ChatHost, random: Random): object {
  const called = body.functions !== undefined && choice.finish === 'tool-calls';
  const reason = called ? 'function_call' : finishWords[choice.finish];
  const fields = {
    index,
    message: without(messageOf(choice, body, host, random), host.without),
    logprobs: logprobsOf(choice),
    finish_reason: reason,
    ...host.choiceFields(reason),
  };
  return without(fields, host.without);
}

/** Leaves out what is empty: log probabilities that were asked for and refusals are sent by all. */
function without(fields: object, names: readonly string[]): object {
  if (names.length === 0) return fields;
  const isEmpty = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => !names.includes(name) || !isEmpty(value)));
}

function messageOf(choice: DraftChoice, body: ChatBody, host: ChatHost, random: Random): object {
  const calls = choice.toolCalls.map((call) => ({ ...call, id: host.callId(random) }));
  const [first] = calls;
  const silent = choice.text === '' && (calls.length > 0 || choice.refusal !== '');
  return {
    role: 'assistant',
    content: silent ? null : choice.text,
    ...(choice.reasoning === '' ? {} : { [host.reasoning?.field ?? 'reasoning_content']: choice.reasoning }),
    ...(first === undefined
      ? {}
      : body.functions === undefined
        ? {
            tool_calls: calls.map(({ id, name, arguments: text }) => ({
              id,
              type: 'function',
              function: { name, arguments: text },
            })),
          }
        : { function_call: { name: first.name, arguments: first.arguments } }),
    refusal: choice.refusal === '' ? null : choice.refusal,
    annotations: [],
  };
}

function logprobsOf({ logprobs }: DraftChoice): object | null {
  if (logprobs === undefined) return null;
  const entry = ({ token, logprob }: { readonly token: string; readonly logprob: number }) => ({
    token,
    logprob,
    bytes: [...Buffer.from(token)],
  });
  return { content: logprobs.map((one) => ({ ...entry(one), top_logprobs: one.top.map(entry) })), refusal: null };
}
