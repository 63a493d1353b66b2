/** Every other OpenAI-shaped endpoint: embeddings, images, audio, files, batches and so on. */

import type { Dialect } from '../../core/dialect.ts';
import { azureDeployment } from '../azure-deployment.ts';
import { errorText, isSuccess } from '../error-text.ts';
import { jsonObjectIn, textIn } from '../json-shape.ts';
import { writeOpenAiError } from '../openai-error.ts';
import { openaiLimits } from '../openai-limits.ts';
import { resourceCanonical } from '../openai-resource-canonical.ts';
import { contentText, lastUserText } from '../prompt-text.ts';
import { replyEvents } from '../reply-events.ts';
import { saidEvents } from '../said-events.ts';
import { spokenOrOutline } from '../spoken-or-outline.ts';
import { claimsOpenaiRest } from './claims.ts';
import { multipartField } from './multipart-field.ts';
import { choicesIn, resourceText } from './resource-text.ts';
import { resourceAnswer } from './resource-usage.ts';

export const openaiRest: Dialect = {
  id: 'openai-rest',
  family: 'openai',
  claims: claimsOpenaiRest,

  describe({ target, body }) {
    const json = jsonObjectIn(body);
    if (json === undefined) {
      return {
        model: textIn(multipartField(body, 'model')) ?? azureDeployment(target),
        prompt: textIn(multipartField(body, 'prompt')),
        stream: multipartField(body, 'stream') === 'true',
      };
    }
    return {
      model: textIn(json['model']) ?? azureDeployment(target),
      prompt:
        contentText(json['input']) ??
        textIn(json['prompt']) ??
        lastUserText([json], (message) => message['content']) ??
        lastUserText(json['messages'] ?? json['additional_messages'], (message) => message['content']),
      stream: json['stream'] === true || json['stream_format'] === 'sse',
    };
  },

  writeError: writeOpenAiError,

  textOf(reply) {
    if (!isSuccess(reply)) return errorText(reply);
    const events = replyEvents(reply.body);
    return spokenOrOutline(resourceText(events.map(({ value }) => value)), events, reply);
  },

  answerOf: (reply) =>
    isSuccess(reply) ? resourceAnswer(replyEvents(reply.body).map(({ value }) => value)) : undefined,

  saidIn: (body) => saidEvents(body, choicesIn),

  canonical: resourceCanonical,

  limits: openaiLimits,

  endpoints: async () => (await import('./endpoints/list.ts')).restEndpoints,

  failures: async () => (await import('../openai-failures.ts')).openaiFailures,

  streaming: undefined,
};
