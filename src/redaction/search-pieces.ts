/** Searches the channels of a body all at once, and edits the pieces in which something was found. */

import { type Finder, type Span, settleSpans } from './finding.ts';
import type { Markers } from './markers.ts';
import type { Pieces } from './pieces.ts';
import { type Piece, rawOffset } from './segment.ts';

/** No text holds it, and no rule matches over it: what keeps texts apart in one search. */
export const wall = '\n\u0000\n';

/** Nothing shorter is a secret by itself. */
const shortestAlone = 8;

/** A text in the search: a whole channel, or one piece of it by itself. */
interface Laid {
  readonly start: number;
  readonly end: number;
  readonly channel: number;
  /** Where it begins in the text of its channel, for each piece that says the same. */
  readonly offsets: readonly number[];
}

/** What was found in a channel, as offsets in its text. */
interface Found {
  readonly joined: Span[];
  readonly alone: Span[];
}

/** Whether anything was found and edited. */
export function editPieces({ channels }: Pieces, finder: Finder, markers: Markers): boolean {
  const laid: Laid[] = [];
  const texts: string[] = [];
  let at = 0;
  const lay = (text: string, name: string, channel: number, offsets: readonly number[]): void => {
    laid.push({ start: at + name.length, end: at + name.length + text.length, channel, offsets });
    texts.push(name === '' ? text : `${name}${text}"`);
    at += name.length + text.length + (name === '' ? 0 : 1) + wall.length;
  };
  let channel = 0;
  for (const pieces of channels.values()) {
    // Some secrets are known by the name of their field only, so a JSON string stands behind its key here too.
    const name = nameBefore(pieces[0]);
    if (pieces.length === 1) {
      lay(pieces[0]?.value ?? '', name, channel, [0]);
    } else {
      lay(pieces.map((piece) => piece.value).join(''), name, channel, [0]);
      // Events and lines may each be whole, and what stands beside a secret then is no part of its text.
      for (const [value, offsets] of longValues(pieces)) lay(value, name, channel, offsets);
    }
    channel += 1;
  }
  const all = texts.join(wall);
  markers.reserve(all);
  const spans = finder.find(all);
  if (spans.length === 0) return false;
  const found = sorted(spans, laid);
  channel = 0;
  for (const pieces of channels.values()) {
    const { joined, alone } = found.get(channel) ?? nothing;
    if (joined.length + alone.length > 0) editChannel(pieces, settled(joined, alone), markers);
    channel += 1;
  }
  return true;
}

const nothing: Found = { joined: [], alone: [] };

function nameBefore(piece: Piece | undefined): string {
  const leaf = piece?.leaf;
  return leaf === undefined || leaf.kind !== 'string' || leaf.frame.isArray || leaf.key === ''
    ? ''
    : `"${leaf.key}": "`;
}

/** The pieces that could hold a whole secret: each text once, with the places where it stands. */
function longValues(pieces: readonly Piece[]): ReadonlyMap<string, readonly number[]> {
  const values = new Map<string, number[]>();
  let offset = 0;
  for (const { value } of pieces) {
    if (value.length >= shortestAlone) {
      const offsets = values.get(value);
      if (offsets === undefined) values.set(value, [offset]);
      else offsets.push(offset);
    }
    offset += value.length;
  }
  return values;
}

/** The spans by channel; what is in a name and not in a text is no finding. */
function sorted(spans: readonly Span[], laid: readonly Laid[]): ReadonlyMap<number, Found> {
  const found = new Map<number, Found>();
  let i = 0;
  for (const { start, end, kind } of spans) {
    while (i < laid.length && (laid[i]?.end ?? 0) <= start) i += 1;
    const text = laid[i];
    if (text === undefined) break;
    let of = found.get(text.channel);
    if (of === undefined) {
      of = { joined: [], alone: [] };
      found.set(text.channel, of);
    }
    const isWhole = laid[i - 1]?.channel !== text.channel;
    const from = Math.max(start, text.start) - text.start;
    const to = Math.min(end, text.end) - text.start;
    for (const offset of text.offsets) {
      if (to > from) (isWhole ? of.joined : of.alone).push({ start: offset + from, end: offset + to, kind });
    }
  }
  return found;
}

/** Where pieces hold whole secrets, each is one of its own: joined, several of them may seem to be one. */
function settled(joined: readonly Span[], alone: readonly Span[]): readonly Span[] {
  if (alone.length === 0) return joined;
  const whole = settleSpans(alone);
  const all: Span[] = [...whole];
  let i = 0;
  for (const { start, end, kind } of joined) {
    while (i < whole.length && (whole[i]?.end ?? 0) <= start) i += 1;
    let from = start;
    let reached = start;
    let name = kind;
    for (let k = i; ; k += 1) {
      const next = whole[k];
      // A gap: what was found behind it is a part of the joined secret that happens to look like one itself.
      if (next === undefined || next.start > reached || next.start >= end) break;
      if (next.start > from) all.push({ start: from, end: next.start, kind: name });
      from = Math.max(from, next.start);
      name = next.kind;
      reached = next.end;
    }
    // What goes on behind a whole secret may be the rest of a longer one.
    if (end > from) all.push({ start: from, end, kind: from === start ? kind : name });
  }
  return settleSpans(all);
}

/** The marker goes into the first piece of each secret; the others lose their part. */
function editChannel(pieces: readonly Piece[], spans: readonly Span[], markers: Markers): void {
  let i = 0;
  let from = 0;
  for (const span of spans) {
    let value = '';
    const parts: { readonly piece: Piece; readonly start: number; readonly end: number }[] = [];
    for (;;) {
      const piece = pieces[i];
      if (piece === undefined) break;
      const to = from + piece.value.length;
      const start = Math.max(span.start, from);
      const end = Math.min(span.end, to);
      if (start < end) {
        parts.push({ piece, start: start - from, end: end - from });
        value += piece.value.slice(start - from, end - from);
      }
      // The next secret may begin in this piece.
      if (to >= span.end) break;
      from = to;
      i += 1;
    }
    const marker = markers.of(span.kind, value);
    for (const [n, { piece, start, end }] of parts.entries()) cut(piece, start, end, n === 0 ? marker : '');
  }
}

function cut(piece: Piece, start: number, end: number, text: string): void {
  const { segment, leaf } = piece;
  const instead = leaf?.kind === 'number' ? numberInstead(piece.value, start, end) : text;
  segment.replace(rawOffset(piece, start), rawOffset(piece, end), instead);
  const spelled = leaf?.frame.bytes;
  if (spelled !== undefined) segment.replace(spelled.start, spelled.end, '[]');
}

/** A number stays a number, of as many digits; JSON knows none that begins with a zero. */
function numberInstead(value: string, start: number, end: number): string {
  const isFirst = start === 0 || value.slice(0, start) === '-';
  return `${isFirst ? '1' : '0'}${'0'.repeat(end - start - 1)}`;
}
