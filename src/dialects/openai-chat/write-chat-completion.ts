/** Writes a draft as a chat completion. */

import type { CollectedReply } from '../../core/dialect.ts';
import type { Draft, DraftChoice, FinishKind } from '../../core/draft.ts';
import type { EndpointContext } from '../../core/endpoint.ts';
import type { Random } from '../../core/random.ts';
import { openaiHeaders } from '../openai-headers.ts';
import { openaiId } from '../openai-ids.ts';
import type { ChatBody } from './chat-schema.ts';

const finishWords: Readonly<Record<FinishKind, string>> = {
  stop: 'stop',
  'stop-sequence': 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
  refusal: 'stop',
};

/** @param model as the client named it; the answer names it so too */
export function writeChatCompletion(
  draft: Draft,
  model: string,
  body: ChatBody,
  { ids, created }: Pick<EndpointContext, 'ids' | 'created'>,
): CollectedReply {
  const random = ids.fork('completion');
  const completion = {
    id: openaiId('chatcmpl-', 29, random),
    object: 'chat.completion',
    created,
    model,
    choices: draft.choices.map((choice, index) => ({
      index,
      message: messageOf(choice, body, random),
      logprobs: logprobsOf(choice),
      finish_reason:
        body.functions !== undefined && choice.finish === 'tool-calls' ? 'function_call' : finishWords[choice.finish],
    })),
    usage: usageOf(draft),
    service_tier: 'default',
    system_fingerprint: openaiId('fp_', 10, random).toLowerCase(),
  };
  return {
    status: 200,
    headers: openaiHeaders(ids, 'application/json'),
    body: Buffer.from(JSON.stringify(completion)),
  };
}

function messageOf(choice: DraftChoice, body: ChatBody, random: Random): object {
  const calls = choice.toolCalls.map((call) => ({ ...call, id: openaiId('call_', 24, random) }));
  const [first] = calls;
  const silent = choice.text === '' && (calls.length > 0 || choice.refusal !== '');
  return {
    role: 'assistant',
    content: silent ? null : choice.text,
    ...(choice.reasoning === '' ? {} : { reasoning_content: choice.reasoning }),
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

export function usageOf({ usage }: Draft): object {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cached, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
