/** Cohere's own API, versions 1 and 2. */

import type { Dialect } from '../../core/dialect.ts';
import { errorText, isSuccess } from '../error-text.ts';
import { jsonError } from '../json-error.ts';
import { jsonObjectIn, textIn } from '../json-shape.ts';
import { plainLimits } from '../plain-limits.ts';
import { contentText, lastUserText } from '../prompt-text.ts';
import { replyEvents } from '../reply-events.ts';
import { endpointName, segmentsOf } from '../request-path.ts';
import { saidEvents } from '../said-events.ts';
import { spokenOrOutline } from '../spoken-or-outline.ts';
import { cohereCanonical } from './canonical.ts';
import { cohereAnswer, cohereTranscripts } from './cohere-text.ts';
import { cohereStreaming } from './streaming.ts';

/** Below `/v1` or `/v2`; models, files and embeddings have OpenAI's paths. https://docs.cohere.com/reference/about */
const roots: ReadonlySet<string> = new Set(
  'chat check-api-key classify connectors datasets detokenize embed embed-jobs finetuning generate rerank summarize tokenize'.split(
    ' ',
  ),
);

export const cohere: Dialect = {
  id: 'cohere',
  family: 'cohere',

  claims({ target }) {
    const segments = segmentsOf(target);
    const at = segments.findLastIndex((segment) => segment === 'v1' || segment === 'v2') + 1;
    const root = at === 0 ? undefined : segments[at];
    if (root === undefined || !roots.has(root) || (root === 'chat' && at !== segments.length - 1)) return undefined;
    return { endpoint: endpointName([root, ...segments.slice(at + 1).filter((segment) => segment === 'cancel')]) };
  },

  describe({ body }) {
    const json = jsonObjectIn(body);
    return {
      model: textIn(json?.['model']),
      prompt:
        lastUserText(json?.['messages'], (message) => message['content']) ??
        textIn(json?.['message']) ??
        textIn(json?.['prompt']) ??
        textIn(json?.['query']) ??
        contentText(json?.['texts']) ??
        textIn(json?.['text']),
      stream: json?.['stream'] === true,
    };
  },

  // The SDKs show the whole body, so a field of its own is where a code is seen.
  writeError: (error) =>
    jsonError(error, { message: error.message, ...(error.code === null ? {} : { code: error.code }) }),

  textOf(reply) {
    if (!isSuccess(reply)) return errorText(reply);
    const events = replyEvents(reply.body);
    return spokenOrOutline(cohereTranscripts(events.map(({ value }) => value)).toString(), events, reply);
  },

  answerOf: (reply) => (isSuccess(reply) ? cohereAnswer(replyEvents(reply.body).map(({ value }) => value)) : undefined),

  saidIn: (body) => saidEvents(body, (value) => cohereTranscripts([value]).choices()),

  canonical: cohereCanonical,

  limits: plainLimits,

  endpoints: async () => (await import('./endpoints.ts')).cohereEndpoints,

  failures: async () => (await import('./failures.ts')).cohereFailures,

  streaming: cohereStreaming,
};
