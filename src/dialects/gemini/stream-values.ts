/** The values of a Gemini stream, given only where it is complete: SSE, or a JSON array that came piece by piece. */

import { parseEvent, splitEvents } from '../../codec/sse.ts';
import { type JsonObject, objectOf, objectsOf, parseJson } from '../json-shape.ts';
import { replyText } from '../reply-events.ts';

/** Undefined for an array without its end, and where an event is not JSON: the last one of a stream that was cut. */
export function streamValues(body: Uint8Array): readonly JsonObject[] | undefined {
  const text = replyText(body);
  if (text === undefined) return undefined;
  if (/^\s*[{[]/.test(text)) {
    const document = parseJson(text);
    if (document === undefined) return undefined;
    return objectsOf(Array.isArray(document) ? document : [document]);
  }
  const values: JsonObject[] = [];
  for (const block of splitEvents(text)) {
    const { data } = parseEvent(block);
    if (data === undefined || data === '[DONE]') continue;
    const value = objectOf(parseJson(data));
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}
