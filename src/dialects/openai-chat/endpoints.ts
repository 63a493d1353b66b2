/** The endpoints of chat completions that llmsim answers itself. */

import type { ApiError } from '../../core/api-error.ts';
import type { Endpoint, EndpointAnswer, EndpointContext } from '../../core/endpoint.ts';
import type { Prompt } from '../../core/prompt.ts';
import { modelNotFound, readOpenaiBody } from '../openai-body.ts';
import { invalidRequest } from '../openai-problem.ts';
import { chatProblem } from './chat-checks.ts';
import { chatPrompt } from './chat-prompt.ts';
import { chatFields } from './chat-schema.ts';
import { chatStreaming } from './streaming.ts';
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
    const prompt = chatPrompt(context.request);
    if (prompt === undefined || prompt.model === '') return { kind: 'error', error: withoutModel };
    if (isUnknown(prompt, context)) return { kind: 'error', error: modelNotFound(prompt.model) };
    const drafted = await context.generate.draft(prompt);
    if (drafted.kind === 'too-long') return { kind: 'error', error: tooLong(drafted) };
    if (drafted.kind === 'impossible') return { kind: 'error', error: impossible(drafted.why) };
    const reply = writeChatCompletion(drafted.draft, prompt.model, read.body, context);
    if (!prompt.stream) return { kind: 'whole', reply };
    const stream = chatStreaming.split(reply, context.request, drafted.draft.cut);
    if (stream === undefined) throw new Error('a completion of our own making has a stream');
    return { kind: 'stream', reply: stream } satisfies EndpointAnswer;
  },
};

export const chatEndpoints: readonly Endpoint[] = [createChatCompletion];

const withoutModel = invalidRequest('you must provide a model parameter', undefined, null);

function isUnknown({ model }: Prompt, { models }: EndpointContext): boolean {
  return models.strict && models.find(model, 'openai') === undefined;
}

function tooLong({ promptTokens, contextWindow }: { promptTokens: number; contextWindow: number }): ApiError {
  return invalidRequest(
    `This model's maximum context length is ${contextWindow} tokens. However, your messages resulted in ${promptTokens} tokens. Please reduce the length of the messages.`,
    'messages',
    'context_length_exceeded',
  );
}

function impossible(why: string): ApiError {
  return invalidRequest(`Invalid schema: ${why}`, 'response_format', 'invalid_schema');
}
