/** The message of an error, in any of the shapes that providers write one. */

import type { CollectedReply } from '../core/dialect.ts';
import { bodyText } from './body-text.ts';
import { compactJson, type JsonObject, objectOf, objectsOf, textIn } from './json-shape.ts';
import { replyEvents } from './reply-events.ts';

export function isSuccess(reply: CollectedReply): boolean {
  return reply.status >= 200 && reply.status < 300;
}

/** What a reply with an error status says; the body as it is where no known shape is found. */
export function errorText(reply: CollectedReply): string {
  for (const { value } of replyEvents(reply.body)) {
    const message = errorMessageIn(value);
    if (message !== undefined) return message;
  }
  return bodyText(reply);
}

/**
 * `{error: {message}}` (OpenAI, Anthropic, Google), `{error: "…"}` (Ollama, llama.cpp), `{message}` (AWS, Cohere),
 * `{detail: "…" | [{msg}]}` (FastAPI: Voyage, Mistral), `{errors: [{message}]}` (watsonx). Undefined when it is none of them.
 */
export function errorMessageIn(value: JsonObject): string | undefined {
  const errors = objectsOf(value['errors']);
  const details = objectsOf(value['detail']).flatMap((detail) => textIn(detail['msg']) ?? []);
  return (
    nestedError(value) ??
    textIn(value['message']) ??
    textIn(value['Message']) ??
    textIn(value['detail']) ??
    (details.length > 0 ? details.join('\n') : undefined) ??
    errors.map((error) => textIn(error['message'])).find((message) => message !== undefined)
  );
}

/** The error that an event of a 200 stream, or a 200 body, reports in its `error` field. */
export function nestedError(value: JsonObject): string | undefined {
  const error = value['error'];
  const object = objectOf(error);
  if (object === undefined) return textIn(error);
  return textIn(object['message']) ?? textIn(object['type']) ?? compactJson(object);
}
