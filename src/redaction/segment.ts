/** A stretch of editable text inside a body, and the pieces of searched text that stand in it. */

import type { Leaf } from './json-text.ts';

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Text whose edits keep everything around them: a whole text body, the payload of a frame, a part of a form. */
export class Segment {
  readonly text: string;
  readonly #asked: Edit[] = [];

  constructor(text: string) {
    this.text = text;
  }

  get isEdited(): boolean {
    return this.#asked.length > 0;
  }

  /** Asks for an edit; it is not made where one that was asked for before covers the place. */
  replace(start: number, end: number, text: string): void {
    this.#asked.push({ start, end, text });
  }

  /** The edits to be made, ascending. */
  edits(): readonly Edit[] {
    const made: Edit[] = [];
    let from = 0;
    // Of equal places, sorting keeps the order in which they were asked for.
    for (const edit of this.#asked.sort((a, b) => a.start - b.start)) {
      if (edit.start < from) continue;
      made.push(edit);
      from = edit.end;
    }
    return made;
  }

  /** The text with its edits made. */
  edited(): string {
    let result = '';
    let from = 0;
    for (const { start, end, text } of this.edits()) {
      result += this.text.slice(from, start) + text;
      from = end;
    }
    return result + this.text.slice(from);
  }
}

/** One piece of a channel's text: where it stands, and what it says when JSON's escapes are read. */
export interface Piece {
  readonly segment: Segment;
  readonly start: number;
  readonly end: number;
  readonly value: string;
  /** Undefined for plain text. */
  readonly leaf: Leaf | undefined;
}

/** What the raw text of a JSON string says; the raw text itself where it is not a whole JSON string. */
export function unescaped(raw: string): string {
  try {
    const value: unknown = JSON.parse(`"${raw}"`);
    return typeof value === 'string' ? value : raw;
  } catch {
    return raw;
  }
}

/** The raw offset of a piece's `offset`-th character. */
export function rawOffset(piece: Piece, offset: number): number {
  if (piece.leaf === undefined || !piece.leaf.escaped) return piece.start + offset;
  const { text } = piece.segment;
  let at = piece.start;
  for (let read = 0; read < offset && at < piece.end; read += 1) {
    if (text.charCodeAt(at) !== 0x5c) at += 1;
    else at += text.charCodeAt(at + 1) === 0x75 ? 6 : 2;
  }
  return Math.min(at, piece.end);
}
