/** OpenAI's Responses API, also as Azure, xAI and the ChatGPT backend (Codex) serve it. */

import type { Dialect } from '../../core/dialect.ts';
import { errorText, isSuccess } from '../error-text.ts';
import { type JsonObject, jsonObjectIn, textIn } from '../json-shape.ts';
import { writeOpenAiError } from '../openai-error.ts';
import { openaiLimits } from '../openai-limits.ts';
import { contentText, lastUserText } from '../prompt-text.ts';
import { replyEvents } from '../reply-events.ts';
import { endpointName, isVersion, segmentsOf } from '../request-path.ts';
import { saidEvents } from '../said-events.ts';
import { spokenOrOutline } from '../spoken-or-outline.ts';
import { responsesCanonical } from './canonical.ts';
import { choicesIn, responseAnswer, responseTranscript } from './response-text.ts';
import { responsesStreaming } from './streaming.ts';

/** What stands below `/responses`, or below `/responses/<id>`. */
const subresources: ReadonlySet<string> = new Set(['cancel', 'compact', 'input_items', 'input_tokens']);

/** https://platform.openai.com/docs/api-reference/responses */
export const openaiResponses: Dialect = {
  id: 'openai-responses',
  family: 'openai',

  claims({ target }) {
    if (!target.includes('responses')) return undefined;
    const segments = segmentsOf(target);
    const at = segments.lastIndexOf('responses');
    if (at < 0) return undefined;
    const below = segments.slice(at + 1);
    const before = segments[at - 1];
    // With something below it, a `responses` in the middle of a foreign path must stand where an API's root does.
    if (below.length > 0 && !(at === 0 || isVersion(before) || before === 'openai' || before === 'codex'))
      return undefined;
    return { endpoint: endpointName(['responses', ...below.filter((segment) => subresources.has(segment))]) };
  },

  describe({ body }) {
    const json = jsonObjectIn(body);
    const input = json?.['input'];
    return {
      model: textIn(json?.['model']),
      prompt: textIn(input) ?? lastUserText(input, messageContent),
      stream: json?.['stream'] === true,
    };
  },

  writeError: writeOpenAiError,

  textOf(reply) {
    if (!isSuccess(reply)) return errorText(reply);
    const events = replyEvents(reply.body);
    return spokenOrOutline(responseTranscript(events.map(({ value }) => value)).toString(), events, reply);
  },

  answerOf: (reply) =>
    isSuccess(reply) ? responseAnswer(replyEvents(reply.body).map(({ value }) => value)) : undefined,

  saidIn: (body) => saidEvents(body, choicesIn),

  canonical: responsesCanonical,

  limits: openaiLimits,

  endpoints: async () => (await import('./endpoints.ts')).responsesEndpoints,

  failures: async () => (await import('./failures.ts')).responsesFailures,

  streaming: responsesStreaming,
};

/** Input items are messages, written with or without `type`, and much else (calls, call outputs, reasoning). */
function messageContent(item: JsonObject): unknown {
  return item['type'] === undefined || item['type'] === 'message' ? contentText(item['content']) : undefined;
}
