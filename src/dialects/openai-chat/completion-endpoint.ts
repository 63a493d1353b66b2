/** `POST /v1/completions`: text that goes on where a prompt ends. */

import { z } from 'zod';
import type { DraftChoice, FinishKind } from '../../core/draft.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import type { Prompt } from '../../core/prompt.ts';
import type { SimRequest } from '../../core/request.ts';
import { azureDeployment } from '../azure-deployment.ts';
import { jsonObjectIn, numberOf, textIn } from '../json-shape.ts';
import { readOpenaiBody } from '../openai-body.ts';
import { openaiHeaders } from '../openai-headers.ts';
import { openaiId } from '../openai-ids.ts';
import { contentText } from '../prompt-text.ts';
import { stopsOf } from './chat-prompt.ts';
import { samplingFields } from './chat-schema.ts';
import { draftOrError, withoutModel } from './draft-or-error.ts';
import { chatStreaming } from './streaming.ts';

const tokens = z.array(z.int());
const prompts = z.union([z.string(), z.array(z.string()), tokens, z.array(tokens)]);

/** https://platform.openai.com/docs/api-reference/completions/create */
const completionFields = z
  .object({
    ...samplingFields,
    max_tokens: z.int().min(0),
    prompt: prompts,
    best_of: z.int().min(0).max(20),
    echo: z.boolean(),
    logprobs: z.int().min(0).max(5),
    suffix: z.string(),
  })
  .partial();
type CompletionBody = z.infer<typeof completionFields>;

/** What OpenAI says where nothing else is said. */
const usualMost = 16;

export const createCompletion: Endpoint = {
  method: 'POST',
  path: 'completions',
  streams: true,
  prompt: completionPrompt,
  async answer(context) {
    const read = readOpenaiBody(context, completionFields);
    if (read.kind === 'error') return read;
    const { body } = read;
    const asked = completionPrompt(context.request);
    if (asked === undefined || asked.model === '') return { kind: 'error', error: withoutModel };
    const texts = textsOf(body.prompt);
    const choices: object[] = [];
    const usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
    let cut = (text: string): readonly string[] => [text];
    for (const [i, text] of texts.entries()) {
      const drafted = await draftOrError(withText(asked, text, i), context);
      if (drafted.kind === 'error') return drafted;
      const { draft } = drafted;
      for (const choice of draft.choices) choices.push(written(choice, choices.length, body, text));
      usage.prompt_tokens += draft.usage.input;
      usage.completion_tokens += draft.usage.output;
      cut = draft.cut;
    }
    usage.total_tokens = usage.prompt_tokens + usage.completion_tokens;
    const reply = {
      status: 200,
      headers: openaiHeaders(context.ids, 'application/json'),
      body: Buffer.from(
        JSON.stringify({
          id: openaiId('cmpl-', 29, context.ids.fork('completion')),
          object: 'text_completion',
          created: context.created,
          model: asked.model,
          choices,
          usage,
        }),
      ),
    };
    const stream = asked.stream ? chatStreaming.split(reply, context.request, cut) : undefined;
    return stream === undefined ? { kind: 'whole', reply } : { kind: 'stream', reply: stream };
  },
};

export function completionPrompt(request: SimRequest): Prompt | undefined {
  const body = jsonObjectIn(request.body);
  if (body === undefined) return undefined;
  return {
    model: textIn(body['model']) ?? azureDeployment(request.target) ?? '',
    messages: [{ role: 'user', text: contentText(body['prompt']) ?? '', images: 0, toolCalls: [], toolResults: [] }],
    tools: [],
    toolChoice: { kind: 'none' },
    parallelToolCalls: false,
    format: { kind: 'text' },
    maxTokens: numberOf(body['max_tokens']) ?? usualMost,
    stop: stopsOf(body['stop']),
    choices: numberOf(body['n']) ?? 1,
    reasoning: false,
    logprobs: numberOf(body['logprobs']),
    stream: body['stream'] === true,
  };
}

/** Tokens are numbers of which nobody here knows the words: each stands for itself. */
function textsOf(prompt: CompletionBody['prompt']): readonly string[] {
  if (prompt === undefined) return [''];
  if (typeof prompt === 'string') return [prompt];
  const [first] = prompt;
  if (typeof first === 'number') return [prompt.map((token) => `<${String(token)}>`).join('')];
  return prompt.map((one) => (Array.isArray(one) ? one.map((token) => `<${token}>`).join('') : String(one)));
}

/** Equal prompts of one request get answers of their own. */
function withText(prompt: Prompt, text: string, at: number): Prompt {
  const [message] = prompt.messages;
  const marked =
    at === 0 ? [] : [{ role: 'system' as const, text: `${at}`, images: 0, toolCalls: [], toolResults: [] }];
  return message === undefined ? prompt : { ...prompt, messages: [...marked, { ...message, text }] };
}

const finishWords: Readonly<Partial<Record<FinishKind, string>>> = {
  length: 'length',
  'content-filter': 'content_filter',
};

function written(choice: DraftChoice, index: number, { echo = false, suffix }: CompletionBody, prompt: string): object {
  const text = `${echo ? prompt : ''}${choice.text || choice.refusal}${echo ? (suffix ?? '') : ''}`;
  return {
    text,
    index,
    logprobs: logprobsOf(choice, echo ? prompt.length : 0),
    finish_reason: finishWords[choice.finish] ?? 'stop',
  };
}

function logprobsOf({ logprobs }: DraftChoice, start: number): object | null {
  if (logprobs === undefined) return null;
  let at = start;
  return {
    tokens: logprobs.map(({ token }) => token),
    token_logprobs: logprobs.map(({ logprob }) => logprob),
    top_logprobs: logprobs.map(({ top }) => Object.fromEntries(top.map(({ token, logprob }) => [token, logprob]))),
    text_offset: logprobs.map(({ token }) => {
      at += token.length;
      return at - token.length;
    }),
  };
}
