/** The JSON objects that a reply consists of, and where each ends in its bytes. */

import { Buffer } from 'node:buffer';
import { splitLines } from '../codec/json-lines.ts';
import { parseEvent, splitEvents } from '../codec/sse.ts';
import type { SaidEvents } from '../core/dialect.ts';
import { type JsonObject, objectOf, parseJson } from './json-shape.ts';
import { outermostObjects, replyText } from './reply-events.ts';

export interface PlacedEvent {
  readonly value: JsonObject;
  /** Bytes from the start of the body, without the line ends behind the event. */
  readonly end: number;
}

export interface PlacedEvents {
  readonly framing: SaidEvents['framing'];
  readonly events: readonly PlacedEvent[];
}

/** Told apart as `replyEvents` does; undefined for a body that is not UTF-8. What is not JSON is left out. */
export function placedEvents(body: Uint8Array): PlacedEvents | undefined {
  const text = replyText(body);
  if (text === undefined) return undefined;
  if (!/^\s*[{[]/.test(text)) return { framing: 'sse', events: fromPieces(splitEvents(text), dataOf) };
  const document = parseJson(text);
  const value = objectOf(document);
  if (value !== undefined) return { framing: 'document', events: [{ value, end: body.byteLength }] };
  const lines = document === undefined ? fromPieces(splitLines(text), lineOf) : [];
  if (lines.length > 0) return { framing: 'lines', events: lines };
  return { framing: 'array', events: fromArray(text) };
}

function fromPieces(
  pieces: readonly string[],
  read: (piece: string) => JsonObject | undefined,
): readonly PlacedEvent[] {
  const events: PlacedEvent[] = [];
  let start = 0;
  for (const piece of pieces) {
    const value = read(piece);
    if (value !== undefined) events.push({ value, end: start + Buffer.byteLength(piece.trimEnd()) });
    start += Buffer.byteLength(piece);
  }
  return events;
}

function dataOf(block: string): JsonObject | undefined {
  const { data } = parseEvent(block);
  return data === undefined ? undefined : lineOf(data);
}

function lineOf(line: string): JsonObject | undefined {
  return objectOf(parseJson(line));
}

function fromArray(text: string): readonly PlacedEvent[] {
  const events: PlacedEvent[] = [];
  let bytes = 0;
  let from = 0;
  for (const { value, end } of outermostObjects(text)) {
    bytes += Buffer.byteLength(text.slice(from, end));
    from = end;
    events.push({ value, end: bytes });
  }
  return events;
}
