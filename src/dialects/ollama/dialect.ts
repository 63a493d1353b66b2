/** Ollama's native API under `/api/`. */

import type { Answer, Usage } from '../../core/answer.ts';
import type { Dialect } from '../../core/dialect.ts';
import { errorText, isSuccess, nestedError } from '../error-text.ts';
import { jsonError, messageWithCode } from '../json-error.ts';
import { compactJson, type JsonObject, jsonObjectIn, numberOf, objectOf, objectsOf, textIn } from '../json-shape.ts';
import { plainLimits } from '../plain-limits.ts';
import { contentText, lastUserText } from '../prompt-text.ts';
import { replyEvents } from '../reply-events.ts';
import { endpointName, segmentsOf } from '../request-path.ts';
import { saidEvents } from '../said-events.ts';
import { spokenOrOutline } from '../spoken-or-outline.ts';
import { Transcript } from '../transcript.ts';
import { ollamaCanonical } from './canonical.ts';
import { ollamaStreaming } from './streaming.ts';

const endpoints: ReadonlySet<string> = new Set(
  'blobs chat copy create delete embed embeddings generate ps pull push show tags version web_fetch web_search'.split(
    ' ',
  ),
);
/** These stream unless told not to. */
const streamsByDefault: ReadonlySet<string> = new Set(['chat', 'generate', 'pull', 'push', 'create']);

/** https://github.com/ollama/ollama/blob/main/docs/api.md */
export const ollama: Dialect = {
  id: 'ollama',
  family: 'ollama',

  claims({ target }) {
    const endpoint = endpointOf(target);
    return endpoint === undefined ? undefined : { endpoint: endpointName([endpoint]) };
  },

  describe({ target, body }) {
    const json = jsonObjectIn(body);
    const stream = json?.['stream'];
    return {
      model: textIn(json?.['model']) ?? textIn(json?.['name']),
      prompt:
        lastUserText(json?.['messages'], (message) => message['content']) ??
        textIn(json?.['prompt']) ??
        contentText(json?.['input']),
      stream:
        typeof stream === 'boolean' ? stream : json !== undefined && streamsByDefault.has(endpointOf(target) ?? ''),
    };
  },

  writeError: (error) => jsonError(error, { error: messageWithCode(error) }),

  textOf(reply) {
    if (!isSuccess(reply)) return errorText(reply);
    const events = replyEvents(reply.body);
    const transcript = new Transcript();
    for (const { value } of events) addReply(value, transcript);
    return spokenOrOutline(transcript.toString(), events, reply);
  },

  answerOf(reply) {
    const values = isSuccess(reply) ? replyEvents(reply.body).map(({ value }) => value) : [];
    const last = values.at(-1);
    if (
      last === undefined ||
      !values.some(({ message, response }) => objectOf(message) ?? typeof response === 'string')
    ) {
      return last === undefined ? undefined : embeddingAnswer(last);
    }
    const transcript = new Transcript();
    for (const value of values) addReply(value, transcript);
    return { model: textIn(last['model']), choices: [transcript.choice()], usage: usageOf(last) };
  },

  saidIn: (body) =>
    saidEvents(body, (value) => {
      const transcript = new Transcript();
      addReply(value, transcript);
      return [transcript.choice()];
    }),

  canonical: ollamaCanonical,

  limits: plainLimits,

  endpoints: async () => (await import('./endpoints.ts')).ollamaEndpoints,

  failures: async () => (await import('./failures.ts')).ollamaFailures,

  streaming: ollamaStreaming,
};

/** The name behind the last `/api/`, where it ends the path (a blob has its digest behind it). */
function endpointOf(target: string): string | undefined {
  if (!target.includes('api/')) return undefined;
  const segments = segmentsOf(target);
  const at = segments.lastIndexOf('api') + 1;
  const name = at === 0 ? undefined : segments[at];
  if (name === undefined || !endpoints.has(name)) return undefined;
  return at === segments.length - (name === 'blobs' ? 2 : 1) ? name : undefined;
}

function addReply(value: JsonObject, transcript: Transcript): void {
  const message = objectOf(value['message']) ?? value;
  const thinking = textIn(message['thinking']);
  if (thinking !== undefined) transcript.reasoning(thinking);
  const text = textIn(message['content']) ?? textIn(value['response']);
  if (text !== undefined) transcript.text(text);
  for (const call of objectsOf(message['tool_calls'])) {
    const called = objectOf(call['function']);
    transcript.call(undefined, textIn(called?.['name']), compactJson(called?.['arguments']));
  }
  const finish = textIn(value['done_reason']);
  if (finish !== undefined) transcript.finish(finish);
  const error = nestedError(value);
  if (error !== undefined) transcript.error(error);
}

/** https://github.com/ollama/ollama/blob/main/docs/api.md#generate-embeddings */
function embeddingAnswer({ model, embeddings, prompt_eval_count: prompt }: JsonObject): Answer | undefined {
  const input = numberOf(prompt);
  if (input === undefined || !Array.isArray(embeddings)) return undefined;
  return { model: textIn(model), choices: [], usage: { input, output: 0, cached: 0, reasoning: 0 } };
}

/** The part of the prompt that is in Ollama's cache is not counted. */
function usageOf(last: JsonObject): Usage | undefined {
  const output = numberOf(last['eval_count']);
  if (output === undefined) return undefined;
  return { input: numberOf(last['prompt_eval_count']) ?? 0, output, cached: 0, reasoning: 0 };
}
