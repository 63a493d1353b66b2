/** Searches the channels of a body all at once, and edits the pieces in which something was found. */

import type { Finder, Span } from './finding.ts';
import type { Markers } from './markers.ts';
import type { Pieces } from './pieces.ts';
import { type Piece, rawOffset } from './segment.ts';

/** No text holds it, and no rule matches over it: what keeps channels apart in one search. */
const wall = '\n\u0000\n';

interface Channel {
  readonly start: number;
  readonly end: number;
  readonly pieces: readonly Piece[];
}

/** Whether anything was found and edited. */
export function editPieces({ channels }: Pieces, finder: Finder, markers: Markers): boolean {
  const laid: Channel[] = [];
  const texts: string[] = [];
  let at = 0;
  for (const pieces of channels.values()) {
    const text = pieces.length === 1 ? (pieces[0]?.value ?? '') : pieces.map((piece) => piece.value).join('');
    // Some secrets are known by the name of their field only, so a JSON string stands behind its key here too.
    const before = nameBefore(pieces[0]);
    laid.push({ start: at + before.length, end: at + before.length + text.length, pieces });
    texts.push(before === '' ? text : `${before}${text}"`);
    at += before.length + text.length + (before === '' ? 0 : 1) + wall.length;
  }
  const all = texts.join(wall);
  const spans = finder.find(all);
  let channel = 0;
  for (const span of spans) {
    while (channel < laid.length && (laid[channel]?.end ?? 0) <= span.start) channel += 1;
    const within = laid[channel];
    if (within === undefined) break;
    editChannel(within, span, markers.of(span.kind, all.slice(span.start, span.end)));
  }
  return spans.length > 0;
}

function nameBefore(piece: Piece | undefined): string {
  const leaf = piece?.leaf;
  return leaf === undefined || leaf.kind !== 'string' || leaf.frame.isArray || leaf.key === ''
    ? ''
    : `"${leaf.key}": "`;
}

/** The marker goes into the first piece of the secret; the others lose their part. */
function editChannel(channel: Channel, span: Span, marker: string): void {
  let from = channel.start;
  let text = marker;
  for (const piece of channel.pieces) {
    const to = from + piece.value.length;
    const start = Math.max(span.start, from);
    const end = Math.min(span.end, to);
    if (start < end) {
      cut(piece, start - from, end - from, text);
      text = '';
    }
    if (to >= span.end) return;
    from = to;
  }
}

function cut(piece: Piece, start: number, end: number, text: string): void {
  const { segment, leaf } = piece;
  // A number stays a number, of as many digits.
  const instead = leaf?.kind === 'number' ? '0'.repeat(end - start) : text;
  segment.replace(rawOffset(piece, start), rawOffset(piece, end), instead);
  const spelled = leaf?.frame.bytes;
  if (spelled !== undefined) segment.replace(spelled.start, spelled.end, '[]');
}
