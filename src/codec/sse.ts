/** Server-sent events: a stream's text as its events, byte for byte, and one event's fields. */

/** One event's fields; undefined where the block does not have the field. */
export interface SseEvent {
  readonly event: string | undefined;
  /** The `data` lines, joined by LF. */
  readonly data: string | undefined;
  readonly id: string | undefined;
  /** Milliseconds. */
  readonly retry: number | undefined;
  /** Lines that begin with a colon, without it and one space behind it. */
  readonly comments: readonly string[];
}

/**
 * Cuts a stream into events. An event ends behind its blank line and all blank lines that follow, so `join('')` gives `text`
 * for any text whatever. Lines end in LF, CRLF or CR, mixed at will. Blank lines at the very start are a block of their own;
 * a last event without a blank line is the last block.
 */
export function splitEvents(text: string): string[] {
  if (!text.includes('\r')) return splitAtLineFeeds(text);
  const events: string[] = [];
  let start = 0;
  let blank = false;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    const empty = code === LF || code === CR;
    if (blank && !empty) {
      events.push(text.slice(start, at));
      start = at;
    }
    blank = empty;
    at = afterLineEnd(text, empty ? at : endOfLine(text, at));
  }
  if (start < text.length) events.push(text.slice(start));
  return events;
}

/** The same for a text without CR, by searches instead of a look at each character: most streams are like that. */
function splitAtLineFeeds(text: string): string[] {
  const events: string[] = [];
  let start = 0;
  let end = text.charCodeAt(0) === LF ? 0 : text.indexOf('\n\n');
  while (end >= 0) {
    while (text.charCodeAt(end) === LF) end++;
    if (end === text.length) break;
    events.push(text.slice(start, end));
    start = end;
    end = text.indexOf('\n\n', start);
  }
  if (start < text.length) events.push(text.slice(start));
  return events;
}

/**
 * Reads one block of `splitEvents` by the rules of the HTML standard (https://html.spec.whatwg.org/multipage/server-sent-events.html):
 * one space behind the colon is not part of the value, unknown fields are ignored, `id` with a NUL and `retry` with anything
 * but digits too. A byte order mark in front is skipped. Unlike a browser it reads an event that lacks its blank line.
 */
export function parseEvent(block: string): SseEvent {
  let event: string | undefined;
  let data: string | undefined;
  let id: string | undefined;
  let retry: number | undefined;
  const comments: string[] = [];
  for (let at = block.charCodeAt(0) === BOM ? 1 : 0; at < block.length; ) {
    const end = endOfLine(block, at);
    const line = block.slice(at, end);
    at = afterLineEnd(block, end);
    const colon = line.indexOf(':');
    const value = colon < 0 ? '' : line.slice(line.charCodeAt(colon + 1) === SPACE ? colon + 2 : colon + 1);
    switch (colon < 0 ? line : line.slice(0, colon)) {
      case 'data':
        data = data === undefined ? value : `${data}\n${value}`;
        break;
      case 'event':
        event = value;
        break;
      case 'id':
        if (!value.includes('\0')) id = value;
        break;
      case 'retry':
        if (/^[0-9]+$/.test(value)) retry = Number(value);
        break;
      case '':
        if (colon === 0) comments.push(value);
        break;
    }
  }
  return { event, data, id, retry, comments };
}

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const BOM = 0xfeff;

/** Where the line that holds `from` ends: the place of its line end, or the text's length. */
function endOfLine(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LF || code === CR) return at;
  }
  return text.length;
}

function afterLineEnd(text: string, at: number): number {
  return text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
}

/** One event as it goes on the wire; `data` with line ends becomes several lines. */
export function encodeEvent(
  { event, data, id }: { readonly event?: string; readonly data: string; readonly id?: string },
  lineEnd = '\n',
): Uint8Array {
  let text = event === undefined ? '' : `event: ${event}${lineEnd}`;
  if (id !== undefined) text += `id: ${id}${lineEnd}`;
  if (data.includes('\n') || data.includes('\r')) {
    for (const line of data.split(/\r\n|\r|\n/)) text += `data: ${line}${lineEnd}`;
  } else text += `data: ${data}${lineEnd}`;
  return Buffer.from(text + lineEnd);
}
