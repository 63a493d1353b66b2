/** Google's Gemini API, as AI Studio and Vertex AI serve it. */

import type { Dialect } from '../../core/dialect.ts';
import { errorText, isSuccess } from '../error-text.ts';
import { type JsonObject, jsonObjectIn, objectOf, objectsOf, textIn } from '../json-shape.ts';
import { contentText, lastUserText } from '../prompt-text.ts';
import { replyEvents } from '../reply-events.ts';
import { saidEvents } from '../said-events.ts';
import { spokenOrOutline } from '../spoken-or-outline.ts';
import { geminiCanonical } from './canonical.ts';
import { claimsGemini } from './claims.ts';
import { contentTranscripts, geminiAnswer } from './content-text.ts';
import { writeGeminiError } from './error.ts';
import { geminiLimits } from './limits.ts';
import { modelIn } from './model-name.ts';
import { geminiStreaming } from './streaming.ts';

/** https://ai.google.dev/api and https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest */
export const gemini: Dialect = {
  id: 'gemini',
  family: 'gemini',
  claims: claimsGemini,

  describe({ target, body }) {
    const outer = jsonObjectIn(body);
    // The Gemini CLI's backend wraps the request: {model, project, request: {contents}}; countTokens may, too.
    const json = objectOf(outer?.['request']) ?? objectOf(outer?.['generateContentRequest']) ?? outer;
    return {
      model: modelIn(target) ?? textIn(outer?.['model'])?.replace(/^models\//, ''),
      prompt: json === undefined ? undefined : promptIn(json),
      stream:
        /:(?:streamGenerateContent|streamRawPredict|serverStreamingPredict)\b/.test(target) ||
        json?.['stream'] === true,
    };
  },

  writeError: writeGeminiError,

  textOf(reply) {
    if (!isSuccess(reply)) return errorText(reply);
    const events = replyEvents(reply.body);
    return spokenOrOutline(contentTranscripts(events.map(({ value }) => value)).toString(), events, reply);
  },

  answerOf: (reply) => (isSuccess(reply) ? geminiAnswer(replyEvents(reply.body).map(({ value }) => value)) : undefined),

  saidIn: (body) => saidEvents(body, (value) => contentTranscripts([value]).choices()),

  canonical: geminiCanonical,

  limits: geminiLimits,

  endpoints: async () => (await import('./endpoints.ts')).geminiEndpoints,

  failures: async () => (await import('./failures.ts')).geminiFailures,

  streaming: geminiStreaming,
};

function promptIn(json: JsonObject): string | undefined {
  const [instance] = objectsOf(json['instances']);
  return (
    lastUserText(json['contents'], (content) => content['parts']) ??
    contentText(objectOf(json['contents'])?.['parts']) ??
    contentText(objectOf(json['content'])?.['parts']) ??
    contentText(objectsOf(json['requests']).map((request) => contentText(objectOf(request['content'])?.['parts']))) ??
    textIn(instance?.['prompt']) ??
    textIn(instance?.['content']) ??
    interactionInput(json['input']) ??
    lastUserText(json['messages'], (message) => message['content']) ??
    promptInBatched(json)
  );
}

/** Interactions: a string, parts, or steps of which `user_input` has the parts (https://ai.google.dev/api/interactions-api). */
function interactionInput(input: unknown): string | undefined {
  const steps = objectsOf(input).filter((step) => step['type'] === 'user_input' || step['role'] === 'user');
  const last = steps.at(-1);
  return last === undefined ? contentText(input) : contentText(last['content']);
}

/** batchGenerateContent with inline requests. */
function promptInBatched(json: JsonObject): string | undefined {
  const config =
    objectOf(objectOf(json['batch'])?.['input_config']) ?? objectOf(objectOf(json['batch'])?.['inputConfig']);
  const requests = objectsOf(objectOf(config?.['requests'])?.['requests']);
  return lastUserText(objectOf(requests[0]?.['request'])?.['contents'], (content) => content['parts']);
}
