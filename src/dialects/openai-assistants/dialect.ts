/** OpenAI's Assistants API: assistants, threads, messages, runs and their steps. */

import type { Dialect } from '../../core/dialect.ts';
import { errorText, isSuccess } from '../error-text.ts';
import { jsonObjectIn, textIn } from '../json-shape.ts';
import { writeOpenAiError } from '../openai-error.ts';
import { openaiLimits } from '../openai-limits.ts';
import { resourceCanonical } from '../openai-resource-canonical.ts';
import { lastUserText } from '../prompt-text.ts';
import { replyEvents } from '../reply-events.ts';
import { saidEvents } from '../said-events.ts';
import { spokenOrOutline } from '../spoken-or-outline.ts';
import { claimsAssistants } from './claims.ts';
import { choicesIn, runText } from './run-text.ts';

/** https://platform.openai.com/docs/api-reference/assistants */
export const openaiAssistants: Dialect = {
  id: 'openai-assistants',
  family: 'openai',
  claims: claimsAssistants,

  describe({ body }) {
    const json = jsonObjectIn(body);
    return {
      model: textIn(json?.['model']),
      prompt:
        (json === undefined ? undefined : lastUserText([json], (message) => message['content'])) ??
        lastUserText(json?.['messages'] ?? json?.['additional_messages'], (message) => message['content']),
      stream: json?.['stream'] === true,
    };
  },

  writeError: writeOpenAiError,

  textOf(reply) {
    if (!isSuccess(reply)) return errorText(reply);
    const events = replyEvents(reply.body);
    return spokenOrOutline(runText(events.map(({ value }) => value)), events, reply);
  },

  answerOf: () => undefined,

  saidIn: (body) => saidEvents(body, choicesIn),

  canonical: resourceCanonical,

  limits: openaiLimits,

  endpoints: async () => (await import('./endpoints/list.ts')).assistantsEndpoints,

  failures: async () => (await import('../openai-failures.ts')).openaiFailures,

  streaming: undefined,
};
