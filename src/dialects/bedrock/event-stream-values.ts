/** The messages of an AWS event stream as JSON values, with what `invoke` and agents wrap in base64 taken out. */

import { Buffer } from 'node:buffer';
import { CHECKSUM, decodeFrames, type EventStreamFrame } from '../../codec/aws-event-stream.ts';
import { decodeUtf8 } from '../../codec/utf8.ts';
import { errorMessageIn } from '../error-text.ts';
import { type JsonObject, objectOf, parseJson, stringOf } from '../json-shape.ts';
import type { PlacedEvent } from '../placed-events.ts';

/** Empty for a body that is no event stream. A chunk that is plain text (agents) is `{outputText}`, an exception `{error}`. */
export function eventStreamValues(body: Uint8Array): JsonObject[] {
  return decodeFrames(body).frames.map(frameValue);
}

/** The same, with the byte behind each frame. */
export function placedFrames(body: Uint8Array): PlacedEvent[] {
  return decodeFrames(body).frames.map((frame) => ({
    value: frameValue(frame),
    // The payload is a view into the body, and the frame's checksum stands behind it.
    end: frame.payload.byteOffset - body.byteOffset + frame.payload.byteLength + CHECKSUM,
  }));
}

function frameValue(frame: EventStreamFrame): JsonObject {
  const text = decodeUtf8(frame.payload) ?? '';
  const value = objectOf(parseJson(text)) ?? {};
  if (header(frame, ':message-type') !== 'event') {
    const type = header(frame, ':exception-type') ?? header(frame, ':error-code') ?? 'exception';
    const message = errorMessageIn(value) ?? header(frame, ':error-message') ?? text;
    return { error: { message: `${type}: ${message}` } };
  }
  const event = header(frame, ':event-type') ?? '';
  const bytes = stringOf(value['bytes']);
  if (bytes === undefined) return event === 'chunk' || event === 'output' ? value : { [event]: value };
  const chunk = Buffer.from(bytes, 'base64').toString('utf8');
  return objectOf(parseJson(chunk)) ?? { outputText: chunk };
}

function header(frame: EventStreamFrame, name: string): string | undefined {
  const found = frame.headers.find((candidate) => candidate.name === name);
  return found?.type === 'string' ? found.value : undefined;
}
