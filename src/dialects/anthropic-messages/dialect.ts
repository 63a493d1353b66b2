/** Anthropic's API: messages, token counts, batches, models, files and the legacy completions; Claude on Vertex too. */

import type { Dialect } from '../../core/dialect.ts';
import { anthropicAnswer } from '../anthropic-answer.ts';
import { errorText, isSuccess } from '../error-text.ts';
import { jsonObjectIn, objectOf, objectsOf, textIn } from '../json-shape.ts';
import { lastUserText } from '../prompt-text.ts';
import { replyEvents } from '../reply-events.ts';
import { saidEvents } from '../said-events.ts';
import { spokenOrOutline } from '../spoken-or-outline.ts';
import { anthropicCanonical } from './canonical.ts';
import { claimsAnthropic, vertexModel } from './claims.ts';
import { writeAnthropicError } from './error.ts';
import { anthropicLimits } from './limits.ts';
import { choicesIn, messagesText } from './messages-text.ts';
import { messagesStreaming } from './streaming.ts';

/** https://docs.anthropic.com/en/api/messages */
export const anthropicMessages: Dialect = {
  id: 'anthropic-messages',
  family: 'anthropic',
  claims: claimsAnthropic,

  describe({ target, body }) {
    const outer = jsonObjectIn(body);
    // A batch is described by its first request.
    const json = objectOf(objectsOf(outer?.['requests'])[0]?.['params']) ?? outer;
    return {
      model: textIn(json?.['model']) ?? vertexModel(target),
      prompt: lastUserText(json?.['messages'], (message) => message['content']) ?? textIn(json?.['prompt']),
      stream: json?.['stream'] === true,
    };
  },

  writeError: writeAnthropicError,

  textOf(reply) {
    if (!isSuccess(reply)) return errorText(reply);
    const events = replyEvents(reply.body);
    return spokenOrOutline(messagesText(events.map(({ value }) => value)), events, reply);
  },

  answerOf: (reply) =>
    isSuccess(reply) ? anthropicAnswer(replyEvents(reply.body).map(({ value }) => value)) : undefined,

  saidIn: (body) => saidEvents(body, choicesIn),

  canonical: anthropicCanonical,

  limits: anthropicLimits,

  endpoints: async () => (await import('./endpoints.ts')).anthropicEndpoints,

  failures: async () => (await import('./failures.ts')).anthropicFailures,

  streaming: messagesStreaming,
};
