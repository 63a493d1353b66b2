/** OpenAI's chat completions and legacy completions, and all servers that speak them under any base path. */

import type { Usage } from '../../core/answer.ts';
import type { Dialect } from '../../core/dialect.ts';
import { azureDeployment } from '../azure-deployment.ts';
import { errorText, isSuccess, nestedError } from '../error-text.ts';
import { type JsonObject, jsonObjectIn, objectOf, textIn } from '../json-shape.ts';
import { addChatCompletion } from '../openai-chat-text.ts';
import { writeOpenAiError } from '../openai-error.ts';
import { openaiLimits } from '../openai-limits.ts';
import { openaiUsage } from '../openai-usage.ts';
import { contentText, lastUserText } from '../prompt-text.ts';
import { type ReplyEvent, replyEvents } from '../reply-events.ts';
import { segmentsOf } from '../request-path.ts';
import { saidEvents } from '../said-events.ts';
import { spokenOrOutline } from '../spoken-or-outline.ts';
import { Transcripts } from '../transcript.ts';
import { chatCanonical } from './canonical.ts';
import { chatStreaming } from './streaming.ts';

/** https://platform.openai.com/docs/api-reference/chat */
export const openaiChat: Dialect = {
  id: 'openai-chat',
  family: 'openai',

  claims({ target }) {
    if (!target.includes('completions')) return undefined;
    const segments = segmentsOf(target);
    const at = segments.lastIndexOf('completions');
    // `/v1/organization/usage/completions` counts tokens.
    if (at < 0 || segments.includes('organization')) return undefined;
    if (segments[at - 1] === 'chat') {
      // Stored completions: `/chat/completions/<id>` and `/chat/completions/<id>/messages`.
      return { endpoint: segments[at + 2] === 'messages' ? 'chat-completions-messages' : 'chat-completions' };
    }
    return at === segments.length - 1 ? { endpoint: 'completions' } : undefined;
  },

  describe({ target, body }) {
    const json = jsonObjectIn(body);
    return {
      model: textIn(json?.['model']) ?? azureDeployment(target),
      prompt: lastUserText(json?.['messages'], (message) => message['content']) ?? contentText(json?.['prompt']),
      stream: json?.['stream'] === true,
    };
  },

  writeError: writeOpenAiError,

  textOf(reply) {
    if (!isSuccess(reply)) return errorText(reply);
    const events = replyEvents(reply.body);
    return spokenOrOutline(transcriptsOf(events).toString(), events, reply);
  },

  answerOf(reply) {
    const events = isSuccess(reply) ? replyEvents(reply.body) : [];
    const values = events.map(({ value }) => value).filter(({ choices }) => Array.isArray(choices));
    if (values.length === 0) return undefined;
    return {
      // Azure's first chunk names none.
      model: values.map(({ model }) => textIn(model)).find((model) => model !== undefined),
      choices: transcriptsOf(events).choices(),
      usage: values.reduce<Usage | undefined>((known, value) => openaiUsage(usageIn(value)) ?? known, undefined),
    };
  },

  saidIn: (body) =>
    saidEvents(body, (value) => {
      const transcripts = new Transcripts();
      addChatCompletion(value, transcripts);
      return transcripts.choices();
    }),

  canonical: chatCanonical,

  limits: openaiLimits,

  endpoints: async () => (await import('./endpoints.ts')).chatEndpoints,

  failures: async () => (await import('./failures.ts')).chatFailures,

  streaming: chatStreaming,
};

function transcriptsOf(events: readonly ReplyEvent[]): Transcripts {
  const transcripts = new Transcripts();
  for (const { value } of events) {
    addChatCompletion(value, transcripts);
    const error = nestedError(value);
    if (error !== undefined) transcripts.of(0).error(error);
  }
  return transcripts;
}

/** Groq's streams have it in a field of their own: https://console.groq.com/docs/api-reference */
function usageIn(value: JsonObject): unknown {
  return value['usage'] ?? objectOf(value['x_groq'])?.['usage'];
}
