/** A reply body as what it is made of, whichever way it is framed: one JSON document, events with JSON in them, text, or bytes. */

import { Buffer } from 'node:buffer';
import { decodeFrames, type EventStreamFrame } from '../../codec/aws-event-stream.ts';
import { splitLines } from '../../codec/json-lines.ts';
import { parseEvent, splitEvents } from '../../codec/sse.ts';
import { decodeUtf8 } from '../../codec/utf8.ts';
import { type HeaderList, headerOf, mediaType } from '../../core/headers.ts';

export interface FramedEvent {
  /** What kind of event it is, as the protocol says it: SSE's `event`, or the JSON's `type`; empty where nothing does. */
  readonly name: string;
  /** Undefined for what is no JSON. */
  readonly value: unknown;
}

export type FramedBody =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'events'; readonly events: readonly FramedEvent[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly bytes: Uint8Array };

/** Never throws. Comments and heartbeats without data are left out of a stream: when they come is chance. */
export function framedBody(headers: HeaderList, bytes: Uint8Array): FramedBody {
  if (bytes.byteLength === 0) return { kind: 'empty' };
  const media = mediaType(headerOf(headers, 'content-type'));
  if (media === 'application/vnd.amazon.eventstream') {
    const { frames } = decodeFrames(bytes);
    if (frames.length > 0) return { kind: 'events', events: frames.map(ofFrame) };
  }
  const text = decodeUtf8(bytes);
  if (text === undefined) return { kind: 'binary', bytes };
  if (media === 'text/event-stream') return { kind: 'events', events: splitEvents(text).flatMap(ofBlock) };
  const document = parsed(text);
  if (document !== undefined) return { kind: 'json', value: document };
  const lines = splitLines(text).filter((line) => line.trim() !== '');
  const values = lines.map(parsed);
  // The last line of a stream may be cut.
  if (lines.length > 1 && values.slice(0, -1).every((value) => typeof value === 'object')) {
    return { kind: 'events', events: values.map((value) => ({ name: typeOf(value) ?? '', value })) };
  }
  return { kind: 'text', text };
}

function ofBlock(block: string): FramedEvent[] {
  const { event, data } = parseEvent(block);
  if (data === undefined) return [];
  const value = parsed(data);
  if (value !== undefined) return [{ name: event ?? typeOf(value) ?? '', value }];
  // `[DONE]` is a kind of its own; any other text is only text.
  return [{ name: event ?? (/^\[[A-Z]+\]$/.test(data) ? data : ''), value: undefined }];
}

/** `invoke` wraps the model's own JSON in base64. */
function ofFrame(frame: EventStreamFrame): FramedEvent {
  const header = (name: string): string | undefined => {
    const found = frame.headers.find((one) => one.name === name);
    return found?.type === 'string' ? found.value : undefined;
  };
  const outer = parsed(decodeUtf8(frame.payload) ?? '');
  const wrapped = typeof outer === 'object' && outer !== null && 'bytes' in outer ? outer.bytes : undefined;
  const inner = typeof wrapped === 'string' ? parsed(Buffer.from(wrapped, 'base64').toString('utf8')) : undefined;
  const name = header(':event-type') ?? header(':exception-type') ?? '';
  return inner === undefined ? { name, value: outer } : { name: typeOf(inner) ?? name, value: inner };
}

function typeOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  return typeof value.type === 'string' ? value.type : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
