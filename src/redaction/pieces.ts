/** Takes a text body apart into the pieces that redaction searches: JSON strings by channel, or the text as it stands. */

import { splitEvents } from '../codec/sse.ts';
import { bareChannel, channelOf } from './channel.ts';
import { type Frame, scanJson } from './json-text.ts';
import { type Piece, Segment, unescaped } from './segment.ts';

/** All pieces of a body, by the channel whose text they continue, in order. */
export class Pieces {
  readonly segments: Segment[] = [];
  readonly channels = new Map<string, Piece[]>();
  /** Counts the pieces that continue nothing. */
  #alone = 0;

  /** A segment for text that is to be edited in place. */
  segment(text: string): Segment {
    const segment = new Segment(text);
    this.segments.push(segment);
    return segment;
  }

  add(channel: string, piece: Piece): void {
    const pieces = this.channels.get(channel);
    if (pieces === undefined) this.channels.set(channel, [piece]);
    else pieces.push(piece);
  }

  addPlain(channel: string, segment: Segment, start: number, end: number): void {
    if (end > start) this.add(channel, { segment, start, end, value: segment.text.slice(start, end), leaf: undefined });
  }

  /** JSON from `start` to `end`, also when it breaks off; plain text where it is none. `scope` keeps bodies apart. */
  addJson(segment: Segment, start: number, end: number, scope: string, plainChannel: string): void {
    const { leaves, whole } = scanJson(segment.text, start, end);
    // What follows the place where it stops being JSON is searched as it stands.
    if (!whole) this.addPlain(scope + plainChannel, segment, leaves.at(-1)?.end ?? start, end);
    const known = new Map<Frame, string>();
    for (const leaf of leaves) {
      const raw = segment.text.slice(leaf.start, leaf.end);
      const value = leaf.escaped ? unescaped(raw) : raw;
      const piece = { segment, start: leaf.start, end: leaf.end, value, leaf };
      if (leaf.kind !== 'string') {
        this.add(`${leaf.kind} ${this.#alone++}`, piece);
        continue;
      }
      const channel = scope + channelOf(leaf, known);
      this.add(whole ? channel : this.#nearest(channel), piece);
    }
  }

  /** An event that breaks off may lack the very fields that say which text it continues. */
  #nearest(channel: string): string {
    if (this.channels.has(channel)) return channel;
    const bare = bareChannel(channel);
    let nearest = channel;
    for (const name of this.channels.keys()) if (bareChannel(name) === bare) nearest = name;
    return nearest;
  }
}

/** A text body that is not multipart: SSE, NDJSON, one JSON document, or plain. `scope` keeps bodies apart. */
export function addText(pieces: Pieces, segment: Segment, mediaType: string, scope = ''): void {
  const { text } = segment;
  if (mediaType === 'text/event-stream' || /^\uFEFF?(?:data|event|id|retry)?:/.test(text))
    return addEvents(pieces, segment, scope);
  if (/^\s*[[{"]/.test(text)) return addDocuments(pieces, segment, scope);
  pieces.addPlain(`${scope}plain`, segment, 0, text.length);
}

/** Server-sent events: the JSON of each `data:` line, and every other line as it stands. */
function addEvents(pieces: Pieces, segment: Segment, scope: string): void {
  const { text } = segment;
  let at = 0;
  for (const block of splitEvents(text)) {
    const end = at + block.length;
    while (at < end) {
      const lineEnd = endOfLine(text, at, end);
      addEventLine(pieces, segment, scope, at, lineEnd);
      at = lineEnd;
      while (at < end && (text[at] === '\n' || text[at] === '\r')) at += 1;
    }
  }
}

function addEventLine(pieces: Pieces, segment: Segment, scope: string, start: number, end: number): void {
  const { text } = segment;
  if (!text.startsWith('data:', start)) return pieces.addPlain(`${scope}line ${start}`, segment, start, end);
  let from = start + 'data:'.length;
  if (text[from] === ' ') from += 1;
  const first = text[from];
  if (first === '{' || first === '[' || first === '"') pieces.addJson(segment, from, end, scope, 'data');
  else pieces.addPlain(`${scope}data`, segment, from, end);
}

function endOfLine(text: string, from: number, to: number): number {
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || code === 0x0d) return at;
  }
  return to;
}

/** One JSON document, or one a line (NDJSON). */
function addDocuments(pieces: Pieces, segment: Segment, scope: string): void {
  const { text } = segment;
  const newline = text.indexOf('\n');
  const perLine = newline >= 0 && text.slice(newline).trim() !== '' && scanJson(text, 0, newline).whole;
  if (!perLine) return pieces.addJson(segment, 0, text.length, scope, 'plain');
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('\n', at);
    const end = next < 0 ? text.length : next;
    pieces.addJson(segment, at, end, scope, 'plain');
    at = end + 1;
  }
}
