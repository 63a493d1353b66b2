/** Amazon Bedrock: converse, invoke, agents, knowledge bases and guardrails, with event streams. */

import type { Dialect } from '../../core/dialect.ts';
import { errorText, isSuccess } from '../error-text.ts';
import { jsonObjectIn, textIn } from '../json-shape.ts';
import { placedEvents } from '../placed-events.ts';
import { replyEvents } from '../reply-events.ts';
import { segmentsOf } from '../request-path.ts';
import { saidIn } from '../said-events.ts';
import { spokenOrOutline } from '../spoken-or-outline.ts';
import { bedrockAnswer } from './answer.ts';
import { bedrockCanonical } from './canonical.ts';
import { bedrockModel, claimsBedrock } from './claims.ts';
import { writeBedrockError } from './error.ts';
import { eventStreamValues, placedFrames } from './event-stream-values.ts';
import { bedrockLimits } from './limits.ts';
import { bedrockTranscripts } from './model-text.ts';
import { bedrockPrompt, nestedModel } from './prompt.ts';
import { bedrockStreaming } from './streaming.ts';

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/ */
export const bedrock: Dialect = {
  id: 'bedrock',
  family: 'bedrock',
  claims: claimsBedrock,

  describe({ target, body }) {
    const json = jsonObjectIn(body);
    const last = segmentsOf(target).at(-1) ?? '';
    return {
      model: bedrockModel(target) ?? (json === undefined ? undefined : nestedModel(json)),
      prompt: json === undefined ? undefined : bedrockPrompt(json),
      // Agents always answer with an event stream.
      stream: /stream$/i.test(last) || (last === 'text' && textIn(json?.['inputText']) !== undefined),
    };
  },

  writeError: writeBedrockError,

  textOf(reply) {
    if (!isSuccess(reply)) return errorText(reply);
    const frames = eventStreamValues(reply.body);
    if (frames.length > 0) return bedrockTranscripts(frames).toString();
    const events = replyEvents(reply.body);
    return spokenOrOutline(bedrockTranscripts(events.map(({ value }) => value)).toString(), events, reply);
  },

  answerOf(reply) {
    if (!isSuccess(reply)) return undefined;
    const frames = eventStreamValues(reply.body);
    const values = frames.length > 0 ? frames : replyEvents(reply.body).map(({ value }) => value);
    return bedrockAnswer(values, reply.headers);
  },

  saidIn(body) {
    const frames = placedFrames(body);
    const placed = frames.length > 0 ? { framing: 'frames' as const, events: frames } : placedEvents(body);
    return placed === undefined ? undefined : saidIn(placed, (value) => bedrockTranscripts([value]).choices());
  },

  canonical: bedrockCanonical,

  limits: bedrockLimits,

  endpoints: async () => [],

  failures: async () => (await import('./failures.ts')).bedrockFailures,

  streaming: bedrockStreaming,
};
