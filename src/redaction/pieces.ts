/** Takes a text body apart into the pieces that redaction searches: JSON strings by channel, or the text as it stands. */

import { splitEvents } from '../codec/sse.ts';
import { channelOf } from './channel.ts';
import { type Frame, scanJson } from './json-text.ts';
import { type Piece, Segment, unescaped } from './segment.ts';

/** All pieces of a body, by the channel whose text they continue, in order. */
export class Pieces {
  readonly segments: Segment[] = [];
  readonly channels = new Map<string, Piece[]>();

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

  /** JSON from `start` to `end`, also when it breaks off; plain text where it is none. */
  addJson(segment: Segment, start: number, end: number, plainChannel: string): void {
    const { leaves, whole } = scanJson(segment.text, start, end);
    // What follows the place where it stops being JSON is searched as it stands.
    if (!whole) this.addPlain(plainChannel, segment, leaves.at(-1)?.end ?? start, end);
    const known = new Map<Frame, string>();
    for (const leaf of leaves) {
      const raw = segment.text.slice(leaf.start, leaf.end);
      const value = leaf.escaped ? unescaped(raw) : raw;
      const channel = leaf.kind === 'string' ? channelOf(leaf, known) : `${leaf.kind} ${leaf.start}`;
      this.add(channel, { segment, start: leaf.start, end: leaf.end, value, leaf });
    }
  }
}

/** A text body that is not multipart: SSE, NDJSON, one JSON document, or plain. */
export function addText(pieces: Pieces, segment: Segment, mediaType: string): void {
  const { text } = segment;
  if (mediaType === 'text/event-stream' || /^\uFEFF?(?:data|event|id|retry)?:/.test(text))
    return addEvents(pieces, segment);
  if (/^\s*[[{"]/.test(text)) return addDocuments(pieces, segment);
  pieces.addPlain('plain', segment, 0, text.length);
}

/** Server-sent events: the JSON of each `data:` line, and every other line as it stands. */
function addEvents(pieces: Pieces, segment: Segment): void {
  const { text } = segment;
  let at = 0;
  for (const block of splitEvents(text)) {
    const end = at + block.length;
    while (at < end) {
      const lineEnd = endOfLine(text, at, end);
      addEventLine(pieces, segment, at, lineEnd);
      at = lineEnd;
      while (at < end && (text[at] === '\n' || text[at] === '\r')) at += 1;
    }
  }
}

function addEventLine(pieces: Pieces, segment: Segment, start: number, end: number): void {
  const { text } = segment;
  if (!text.startsWith('data:', start)) return pieces.addPlain(`line ${start}`, segment, start, end);
  let from = start + 'data:'.length;
  if (text[from] === ' ') from += 1;
  const first = text[from];
  if (first === '{' || first === '[' || first === '"') pieces.addJson(segment, from, end, 'data');
  else pieces.addPlain('data', segment, from, end);
}

function endOfLine(text: string, from: number, to: number): number {
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || code === 0x0d) return at;
  }
  return to;
}

/** One JSON document, or one a line (NDJSON). */
function addDocuments(pieces: Pieces, segment: Segment): void {
  const { text } = segment;
  const newline = text.indexOf('\n');
  const perLine = newline >= 0 && text.slice(newline).trim() !== '' && scanJson(text, 0, newline).whole;
  if (!perLine) return pieces.addJson(segment, 0, text.length, 'plain');
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('\n', at);
    const end = next < 0 ? text.length : next;
    pieces.addJson(segment, at, end, 'plain');
    at = end + 1;
  }
}
