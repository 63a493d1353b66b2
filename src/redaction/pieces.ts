/** Takes a text body apart into the pieces that redaction searches: JSON strings by channel, or the text as it stands. */

import { splitEvents } from '../codec/sse.ts';
import { bareChannel, channelOf } from './channel.ts';
import { EventTemplate, type Placed } from './event-template.ts';
import { type Frame, type Leaf, scanJson } from './json-text.ts';
import { type Piece, Segment, unescaped } from './segment.ts';

/** So many strings before the place where JSON breaks off may lack the fields that name their channel. */
const brokenLeaves = 16;

/** Events with more strings are seldom and seldom alike. */
const templateLeaves = 64;
const templateLength = 16_384;

/** Interleaved texts take turns. */
const mostTemplates = 4;

/** All pieces of a body, by the channel whose text they continue, in order. */
export class Pieces {
  readonly segments: Segment[] = [];
  readonly channels = new Map<string, Piece[]>();
  /** The latest first. */
  readonly #templates: EventTemplate[] = [];

  /** A segment for text that is to be edited in place. */
  segment(text: string): Segment {
    const segment = new Segment(text);
    this.segments.push(segment);
    return segment;
  }

  add(channel: string, piece: Piece): Piece[] {
    let pieces = this.channels.get(channel);
    if (pieces === undefined) {
      pieces = [];
      this.channels.set(channel, pieces);
    }
    pieces.push(piece);
    return pieces;
  }

  addPlain(channel: string, segment: Segment, start: number, end: number): void {
    if (end > start) this.add(channel, { segment, start, end, value: segment.text.slice(start, end), leaf: undefined });
  }

  /** JSON from `start` to `end`, also when it breaks off; plain text where it is none. `scope` keeps bodies apart. */
  addJson(segment: Segment, start: number, end: number, scope: string, plainChannel: string): void {
    for (const template of this.#templates) {
      if (template.scope === scope && template.add(segment, start, end)) return;
    }
    const { leaves, whole } = scanJson(segment.text, start, end);
    // What follows the place where it stops being JSON is searched as it stands.
    if (!whole) this.addPlain(scope + plainChannel, segment, leaves.at(-1)?.end ?? start, end);
    const known = new Map<Frame, string>();
    const placed: Placed[] = [];
    for (const [i, leaf] of leaves.entries()) {
      const raw = segment.text.slice(leaf.start, leaf.end);
      const value = leaf.escaped ? unescaped(raw) : raw;
      let channel = channelFor(leaf, value, scope, known);
      if (!whole && leaves.length - i <= brokenLeaves) channel = this.#nearest(channel);
      placed.push({ leaf, pieces: this.add(channel, { segment, start: leaf.start, end: leaf.end, value, leaf }) });
    }
    if (whole && leaves.length <= templateLeaves && end - start <= templateLength)
      this.#learn(EventTemplate.of(segment.text, start, end, placed, scope));
  }

  #learn(template: EventTemplate | undefined): void {
    if (template === undefined) return;
    if (this.#templates.length === mostTemplates) this.#templates.pop();
    this.#templates.unshift(template);
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

/** Keys and long numbers continue nothing; equal ones stand together. */
function channelFor(leaf: Leaf, value: string, scope: string, known: Map<Frame, string>): string {
  return scope + (leaf.kind === 'string' ? channelOf(leaf, known) : `${leaf.kind} ${value}`);
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
  const carriageReturns = text.includes('\r');
  let at = 0;
  for (const block of splitEvents(text)) {
    const end = at + block.length;
    while (at < end) {
      const lineEnd = endOfLine(text, at, end, carriageReturns);
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

/** Where the line at `from` ends, at most at `to`; `carriageReturns`: whether the text has any. */
function endOfLine(text: string, from: number, to: number, carriageReturns: boolean): number {
  const feed = text.indexOf('\n', from);
  const end = feed < 0 || feed > to ? to : feed;
  if (!carriageReturns) return end;
  const carriage = text.slice(from, end).indexOf('\r');
  return carriage < 0 ? end : from + carriage;
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
