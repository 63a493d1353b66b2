/** A prompt's draft, or why there is none in OpenAI's words. */

import type { ApiError } from '../../core/api-error.ts';
import type { Draft } from '../../core/draft.ts';
import type { EndpointAnswer, EndpointContext } from '../../core/endpoint.ts';
import type { Prompt } from '../../core/prompt.ts';
import { modelNotFound } from '../openai-body.ts';
import { invalidRequest } from '../openai-problem.ts';

export const withoutModel = invalidRequest('you must provide a model parameter', undefined, null);

export async function draftOrError(
  prompt: Prompt,
  { generate, models }: Pick<EndpointContext, 'generate' | 'models'>,
): Promise<{ readonly kind: 'draft'; readonly draft: Draft } | Extract<EndpointAnswer, { kind: 'error' }>> {
  if (models.strict && models.find(prompt.model, 'openai') === undefined) return refused(modelNotFound(prompt.model));
  const drafted = await generate.draft(prompt);
  if (drafted.kind === 'draft') return drafted;
  if (drafted.kind === 'impossible') {
    return refused(invalidRequest(`Invalid schema: ${drafted.why}`, 'response_format', 'invalid_schema'));
  }
  return refused(
    invalidRequest(
      `This model's maximum context length is ${drafted.contextWindow} tokens. However, your messages resulted in ${drafted.promptTokens} tokens. Please reduce the length of the messages.`,
      'messages',
      'context_length_exceeded',
    ),
  );
}

function refused(error: ApiError): Extract<EndpointAnswer, { kind: 'error' }> {
  return { kind: 'error', error };
}
