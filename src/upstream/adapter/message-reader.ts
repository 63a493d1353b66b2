/** Reads a service's stream as messages: SSE `data:` lines or bare lines, with JSON, Python's quotes or plain text in them. */

import { parsePythonLiteral } from '../../codec/python-literal.ts';

export interface Message {
  /** The SSE `event:` name. */
  readonly event: string | undefined;
  /** A JSON value; a text where the line is neither JSON nor a Python literal. */
  readonly value: unknown;
}

/** A longer line is no message. UTF-16 units. */
const longestLine = 16 * 1024 * 1024;

export class MessageReader {
  readonly #decoder = new TextDecoder();
  #rest = '';
  #event: string | undefined;
  /** `data` lines that only together may be a value. */
  #pending: string[] = [];

  /** The messages that `bytes` complete, however the stream is cut. Throws RangeError for an endless line. */
  push(bytes: Uint8Array): readonly Message[] {
    return this.#lines(this.#decoder.decode(bytes, { stream: true }), false);
  }

  /** What the end of the stream completes. */
  end(): readonly Message[] {
    return this.#lines(this.#decoder.decode(), true);
  }

  #lines(text: string, last: boolean): readonly Message[] {
    const messages: Message[] = [];
    const lines = (this.#rest + text).split('\n');
    this.#rest = last ? '' : (lines.pop() ?? '');
    if (this.#rest.length > longestLine) throw new RangeError('a line of the stream has no end');
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
    // What does not end like a value is none yet.
    if (this.#pending.length > 1 && !/[}\]]\s*$/.test(payload)) return;
    const value = structured(this.#pending.join('\n'));
    if (value === undefined) return;
    messages.push({ event: this.#event, value });
    this.#pending = [];
  }

  #flush(messages: Message[]): void {
    if (this.#pending.length === 0) return;
    const text = this.#pending.join('\n');
    messages.push({ event: this.#event, value: structured(text) ?? text });
    this.#pending = [];
  }
}

/** Undefined for plain text; a bare number or word is text. */
function structured(text: string): unknown {
  if (!/^\s*[[{("']/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return parsePythonLiteral(text);
  }
}
