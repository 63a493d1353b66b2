/** Writes into a stream in its own framing: a value as one more event, and an event whose JSON cannot be read. */

import { decodeFrames, encodeFrame } from './aws-event-stream.ts';
import type { Framing } from './event-framing.ts';
import { encodeEvent } from './sse.ts';

export interface NamedValue {
  /** The SSE `event:` name, or the type of the exception in an AWS event stream. */
  readonly name: string | undefined;
  readonly value: object;
}

/**
 * The value as the last event of a stream in which `before` was the last event sent; undefined for none before. A document
 * of its own in framings without events.
 */
export function lastEvent({ name, value }: NamedValue, framing: Framing, before: Uint8Array | undefined): Uint8Array {
  const data = JSON.stringify(value);
  switch (framing) {
    case 'sse': {
      const lineEnd = endsWith(before, '\r\n') ? '\r\n' : '\n';
      return encodeEvent(name === undefined ? { data } : { event: name, data }, lineEnd);
    }
    case 'lines':
      return Buffer.from(`${data}\n`);
    case 'array':
      return Buffer.from(`${before === undefined ? '[' : ','}${data}]`);
    case 'frames':
      return encodeFrame({
        headers: [
          { name: ':exception-type', type: 'string', value: name ?? 'internalServerException' },
          { name: ':content-type', type: 'string', value: 'application/json' },
          { name: ':message-type', type: 'string', value: 'exception' },
        ],
        payload: Buffer.from(data),
      });
    default:
      return Buffer.from(data);
  }
}

/** An event and its double: an element of an array needs a comma between. */
export function twiceEvent(event: Uint8Array, framing: Framing): readonly Uint8Array[] {
  const start = event.indexOf(0x7b);
  const end = event.lastIndexOf(0x7d) + 1;
  if (framing !== 'array' || start < 0 || end === 0) return [event, event];
  return [event.subarray(0, end), Buffer.concat([Buffer.from(','), event.subarray(start)])];
}

/** The event without the last bracket of its JSON; an AWS frame gets checksums that fit. Undefined where there is no bracket. */
export function brokenEvent(event: Uint8Array, framing: Framing): Uint8Array | undefined {
  if (framing !== 'frames') return withoutLastBracket(event);
  const [frame] = decodeFrames(event).frames;
  const payload = frame === undefined ? undefined : withoutLastBracket(frame.payload);
  return frame === undefined || payload === undefined ? undefined : encodeFrame({ headers: frame.headers, payload });
}

function withoutLastBracket(bytes: Uint8Array): Uint8Array | undefined {
  const brace = bytes.lastIndexOf(0x7d);
  const at = brace < 0 ? bytes.lastIndexOf(0x5d) : brace;
  return at < 0 ? undefined : Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
}

function endsWith(bytes: Uint8Array | undefined, end: string): boolean {
  return bytes !== undefined && Buffer.from(bytes.subarray(-end.length)).toString('latin1') === end;
}
