/** Cuts a reply's bytes into the events that its provider sent, while they arrive and however they are chunked. */

import { FrameCutter } from './frame-cutter.ts';
import { ArrayCutter, LineCutter, SseCutter } from './text-cutters.ts';

/** `frames` is the AWS event stream; `document` one JSON text or the like; `bytes` anything else, cut as it came. */
export type Framing = 'sse' | 'lines' | 'array' | 'frames' | 'document' | 'bytes';

export interface EventCutter {
  /** The events that `bytes` complete. */
  push(bytes: Uint8Array): readonly Uint8Array[];
  /** What has no end of its own; undefined for nothing. */
  rest(): Uint8Array | undefined;
}

/** Whether the framing holds several events. */
export function isStream(framing: Framing): boolean {
  return framing !== 'document' && framing !== 'bytes';
}

/**
 * Tells the framing from the media type, and where it says little from how the body begins.
 * @param type lower-case and without parameters; empty where it is not known
 */
export function framingOf(type: string, beginning: Uint8Array): Framing {
  if (type === 'text/event-stream') return 'sse';
  if (type === 'application/vnd.amazon.eventstream') return 'frames';
  if (/(?:ndjson|jsonl|json-?lines|stream\+json)$/.test(type)) return 'lines';
  const first = firstCharacter(beginning);
  if (type === '' && /^\s*(?:data|event|id|retry)?:/.test(latin1(beginning.subarray(0, 32)))) return 'sse';
  const isJson = type === '' || /[/+]json$/.test(type);
  if (isJson && first === '[') return 'array';
  return (isJson && first === '{') || type.startsWith('text/') ? 'document' : 'bytes';
}

export function cutterOf(framing: Framing): EventCutter {
  switch (framing) {
    case 'sse':
      return new SseCutter();
    case 'lines':
      return new LineCutter();
    case 'array':
      return new ArrayCutter();
    case 'frames':
      return new FrameCutter();
    case 'document':
      return new WholeDocument();
    case 'bytes':
      return { push: (bytes) => (bytes.byteLength === 0 ? [] : [bytes]), rest: () => undefined };
  }
}

class WholeDocument implements EventCutter {
  readonly #pieces: Uint8Array[] = [];

  push(bytes: Uint8Array): readonly Uint8Array[] {
    this.#pieces.push(bytes);
    return [];
  }

  rest(): Uint8Array | undefined {
    const whole = Buffer.concat(this.#pieces);
    return whole.byteLength === 0 ? undefined : whole;
  }
}

function firstCharacter(bytes: Uint8Array): string {
  return latin1(bytes.subarray(0, 256)).trimStart().slice(0, 1);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
