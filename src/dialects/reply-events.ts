/** A reply body as the JSON values in it, whichever way they are framed: SSE, NDJSON, a streamed array, one document. */

import { splitLines } from '../codec/json-lines.ts';
import { parseEvent, splitEvents } from '../codec/sse.ts';
import { decodeUtf8 } from '../codec/utf8.ts';
import { type JsonObject, objectOf, objectsOf, parseJson } from './json-shape.ts';

export interface ReplyEvent {
  /** The SSE `event:` name. */
  readonly name: string | undefined;
  readonly value: JsonObject;
}

/**
 * The objects in order; an outermost array counts as its elements. The framing is told from the bytes, for recorders lose
 * content types and Gemini's streamed array has the one of plain JSON. What is not JSON (`[DONE]`, a cut last line) is left out.
 */
export function replyEvents(body: Uint8Array): ReplyEvent[] {
  const text = replyText(body);
  if (text === undefined) return [];
  const document = parseJson(text);
  if (document !== undefined) return unnamed(Array.isArray(document) ? objectsOf(document) : objectsOf([document]));
  if (/^\s*[{[]/.test(text)) return jsonPieces(text);
  return splitEvents(text).flatMap((block) => {
    const { event, data } = parseEvent(block);
    const value = data === undefined ? undefined : objectOf(parseJson(data));
    return value === undefined ? [] : [{ name: event, value }];
  });
}

/** The text of a body; a character that a cut stream ends in is left off. Undefined for what is not UTF-8. */
export function replyText(body: Uint8Array): string | undefined {
  for (let missing = 0; missing <= 3; missing++) {
    const text = decodeUtf8(missing === 0 ? body : body.subarray(0, Math.max(0, body.length - missing)));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** NDJSON, or an array that was cut before its end. */
function jsonPieces(text: string): ReplyEvent[] {
  const lines = objectsOf(splitLines(text).map(parseJson));
  return unnamed(lines.length > 0 ? lines : [...outermostObjects(text)].map(({ value }) => value));
}

/** The complete `{…}` at the outermost level of an array or of a text, read past everything between them, and where each ends. */
export function* outermostObjects(text: string): Generator<{ readonly value: JsonObject; readonly end: number }> {
  let depth = 0;
  let start = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') {
      if (depth++ === 0) start = at;
    } else if (character === '}' && depth > 0 && --depth === 0) {
      const value = objectOf(parseJson(text.slice(start, at + 1)));
      if (value !== undefined) yield { value, end: at + 1 };
    }
  }
}

function unnamed(values: readonly JsonObject[]): ReplyEvent[] {
  return values.map((value) => ({ name: undefined, value }));
}
