/** The endpoints of chat completions that llmsim answers itself. */

import type { Endpoint, EndpointAnswer, EndpointContext } from '../../core/endpoint.ts';
import type { Prompt } from '../../core/prompt.ts';
import { readOpenaiBody } from '../openai-body.ts';
import { withHeadersOnErrors } from '../openai-headers.ts';
import { chatProblem } from './chat-checks.ts';
import { chatPrompt } from './chat-prompt.ts';
import { type ChatBody, chatFields } from './chat-schema.ts';
import { createCompletion } from './completion-endpoint.ts';
import { draftOrError, withoutModel } from './draft-or-error.ts';
import { hostOf } from './hosts.ts';
import { splitCompletion } from './split-completion.ts';
import { keep, storedCompletions } from './stored-completions.ts';
import { writeChatCompletion } from './write-chat-completion.ts';

const createChatCompletion: Endpoint = {
  method: 'POST',
  path: 'chat/completions',
  streams: true,
  prompt: chatPrompt,
  async answer(context) {
    const read = readOpenaiBody(context, chatFields);
    if (read.kind === 'error') return read;
    const problem = chatProblem(read.body);
    if (problem !== undefined) return { kind: 'error', error: problem };
    const asked = chatPrompt(context.request);
    if (asked === undefined || asked.model === '') return { kind: 'error', error: withoutModel };
    const host = hostOf(context.provider);
    const shows = host.reasoning?.shown(asked.model, read.json) === true;
    const prompt = shows ? { ...asked, reasoning: true } : thinking(asked, read.body, context);
    const drafted = await draftOrError(prompt, context);
    if (drafted.kind === 'error') return drafted;
    const reply = writeChatCompletion(drafted.draft, prompt, read.body, host, context);
    if (read.body.store === true) keep(reply, read.body, context);
    if (!prompt.stream) return { kind: 'whole', reply };
    const stream = splitCompletion(reply, context.request, drafted.draft.cut, host.chunks);
    if (stream === undefined) throw new Error('a completion of our own making has a stream');
    return { kind: 'stream', reply: stream } satisfies EndpointAnswer;
  },
};

export const chatEndpoints: readonly Endpoint[] = [createChatCompletion, createCompletion, ...storedCompletions].map(
  withHeadersOnErrors,
);

/** Reasoning models of OpenAI think and do not show it, unless they are told not to think at all. */
function thinking(prompt: Prompt, { reasoning_effort: effort }: ChatBody, { models }: EndpointContext): Prompt {
  const reasons = models.find(prompt.model, 'openai')?.reasoning === true && effort !== 'none' && effort !== 'minimal';
  return reasons ? { ...prompt, hiddenReasoning: true } : prompt;
}
