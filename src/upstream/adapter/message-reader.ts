/** Reads a service's stream as messages: SSE `data:` lines or bare lines, with JSON, Python's quotes or plain text in them. */

import { jsonDepth } from '../../codec/json-nesting.ts';
import { parsePythonLiteral } from '../../codec/python-literal.ts';

export interface Message {
  /** The SSE `event:` name. */
  readonly event: string | undefined;
  /** A JSON value; a text where the line is neither JSON nor a Python literal. */
  readonly value: unknown;
}

/** Longer lines, and longer messages of several lines, are none. UTF-16 units. */
const longest = 16 * 1024 * 1024;
/** Deeper values are no messages, and could not be written again. */
const deepest = 200;
/** So often the lines so far are looked at as a value before their message has ended. */
const mostLooks = 100;

export class MessageReader {
  readonly #decoder = new TextDecoder();
  #rest = '';
  #event: string | undefined;
  /** `data` lines that only together may be a value. */
  #pending: string[] = [];
  #pendingSize = 0;
  #looks = 0;

  /** The messages that `bytes` complete, however the stream is cut. Throws RangeError for an endless line or message. */
  push(bytes: Uint8Array): readonly Message[] {
    return this.#lines(this.#decoder.decode(bytes, { stream: true }), false);
  }

  /** What the end of the stream completes. */
  end(): readonly Message[] {
    return this.#lines(this.#decoder.decode(), true);
  }

  #lines(text: string, last: boolean): readonly Message[] {
    const messages: Message[] = [];
    // Without a line end there is nothing to look at: a long line that comes in small pieces is looked at once.
    const lines = last || text.includes('\n') ? (this.#rest + text).split('\n') : [this.#rest + text];
    this.#rest = last ? '' : (lines.pop() ?? '');
    if (this.#rest.length > longest) throw new RangeError('a line of the stream has no end');
    for (const line of lines) this.#line(line.endsWith('\r') ? line.slice(0, -1) : line, messages);
    if (last) this.#flush(messages);
    return messages;
  }

  #line(line: string, messages: Message[]): void {
    if (line === '') {
      this.#flush(messages);
      this.#event = undefined;
    } else if (line.startsWith('data:')) {
      this.#data(line.slice(line.startsWith('data: ') ? 6 : 5), messages);
    } else if (line.startsWith('event:')) {
      this.#event = line.slice(6).trim();
    } else if (/^\s*\{/.test(line)) {
      const value = structured(line);
      if (value !== undefined) messages.push({ event: this.#event, value });
    }
  }

  /** Many services end a message with its line, and not with an empty one. */
  #data(payload: string, messages: Message[]): void {
    this.#pending.push(payload);
    this.#pendingSize += payload.length;
    if (this.#pendingSize > longest) throw new RangeError('a message of the stream has no end');
    // What does not end like a value is none yet.
    if (this.#pending.length > 1 && !/[}\]]\s*$/.test(payload)) return;
    this.#looks += 1;
    const value = this.#looks > mostLooks ? undefined : structured(this.#pending.join('\n'));
    if (value === undefined) return;
    messages.push({ event: this.#event, value });
    this.#begin();
  }

  #begin(): void {
    this.#pending = [];
    this.#pendingSize = 0;
    this.#looks = 0;
  }

  #flush(messages: Message[]): void {
    if (this.#pending.length === 0) return;
    const text = this.#pending.join('\n');
    messages.push({ event: this.#event, value: structured(text) ?? text });
    this.#begin();
  }
}

/** Undefined for plain text; a bare number or word is text. */
function structured(text: string): unknown {
  if (!/^\s*[[{("']/.test(text)) return undefined;
  try {
    if (jsonDepth(text, deepest) <= deepest) return JSON.parse(text);
  } catch {
    // Then it may be Python's.
  }
  return parsePythonLiteral(text);
}
