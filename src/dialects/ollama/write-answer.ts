/** Writes drafts as Ollama's answers, with counts and durations. */

import type { CollectedReply } from '../../core/dialect.ts';
import type { Draft, DraftChoice, TokenLogprob } from '../../core/draft.ts';
import type { EndpointContext } from '../../core/endpoint.ts';
import type { Random } from '../../core/random.ts';
import { parseJson } from '../json-shape.ts';

type Origin = Pick<EndpointContext, 'ids' | 'created'>;

export function ollamaReply(value: object): CollectedReply {
  return {
    status: 200,
    headers: [['content-type', 'application/json; charset=utf-8']],
    body: Buffer.from(JSON.stringify(value)),
  };
}

export function writeChat(draft: Draft, model: string, origin: Origin): CollectedReply {
  const [choice] = draft.choices;
  const calls = choice.toolCalls.map(({ name, arguments: text }) => ({
    function: { name, arguments: parseJson(text) ?? {} },
  }));
  return ollamaReply({
    ...head(model, origin),
    message: {
      role: 'assistant',
      content: choice.text || choice.refusal,
      ...(choice.reasoning === '' ? {} : { thinking: choice.reasoning }),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    },
    ...logprobsOf(choice),
    ...end(draft, origin.ids),
  });
}

export function writeGenerated(draft: Draft, model: string, origin: Origin): CollectedReply {
  const [choice] = draft.choices;
  return ollamaReply({
    ...head(model, origin),
    response: choice.text || choice.refusal,
    ...(choice.reasoning === '' ? {} : { thinking: choice.reasoning }),
    ...logprobsOf(choice),
    ...end(draft, origin.ids),
    context: [...origin.ids.fork('context').bytes(8)],
  });
}

/** What a request without anything to answer gets: the model is loaded, nothing else. */
export function writeLoaded(model: string, origin: Origin, said: object): CollectedReply {
  return ollamaReply({ ...head(model, origin), ...said, done: true, done_reason: 'load' });
}

/** https://docs.ollama.com/api/chat: a list beside the message, an entry a token; nothing where none were asked for. */
function logprobsOf({ logprobs }: DraftChoice): object {
  if (logprobs === undefined) return {};
  return {
    logprobs: logprobs.map(({ top, ...one }) => ({
      ...withBytes(one),
      ...(top.length === 0 ? {} : { top_logprobs: top.map(withBytes) }),
    })),
  };
}

function withBytes({ token, logprob }: TokenLogprob): object {
  return { token, logprob, bytes: [...Buffer.from(token)] };
}

function head(model: string, { created }: Origin): object {
  return { model, created_at: new Date(created * 1000).toISOString() };
}

/** Durations in nanoseconds: made up, but they add up. */
function end({ choices: [choice], usage }: Draft, ids: Random): object {
  const random = ids.fork('durations');
  const load = 20_000_000 + random.below(80_000_000);
  const prompt = usage.input * (100_000 + random.below(200_000));
  const generated = usage.output * (8_000_000 + random.below(10_000_000));
  return {
    done: true,
    done_reason: choice.finish === 'length' ? 'length' : 'stop',
    total_duration: load + prompt + generated + 1_000_000,
    load_duration: load,
    prompt_eval_count: usage.input,
    prompt_eval_duration: prompt,
    eval_count: usage.output,
    eval_duration: generated,
  };
}
