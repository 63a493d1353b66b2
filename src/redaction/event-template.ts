/** Recognises JSON that is spelled like an earlier event's, so that a stream of like events is taken apart once and not each time. */

import { closingQuote } from '../codec/json-nesting.ts';
import { type Leaf, markFields, shortestNumber } from './json-text.ts';
import { type Piece, type Segment, unescaped } from './segment.ts';

/** Text that differs from event to event, behind text that does not. */
interface Slot {
  readonly before: string;
  /** `same`: the text must be `value` again, for it says which channel this is. */
  readonly kind: 'text' | 'same' | 'number';
  readonly value: string;
  /** Undefined for a number. */
  readonly leaf: Leaf | undefined;
  /** The channel that the text continues. */
  readonly pieces: Piece[] | undefined;
}

/** A leaf of the event that serves as an example, and its channel. */
export interface Placed {
  readonly leaf: Leaf;
  readonly pieces: Piece[];
}

export class EventTemplate {
  readonly #slots: readonly Slot[];
  readonly #tail: string;
  /** Where the slots of the event looked at stand: start, end, start, end, … */
  readonly #places: number[] = [];

  /** Bodies of other scopes have other channels. */
  readonly scope: string;

  private constructor(slots: readonly Slot[], tail: string, scope: string) {
    this.scope = scope;
    this.#slots = slots;
    this.#tail = tail;
  }

  /** Learns from whole JSON at `start` to `end`; undefined where its events cannot be told apart this way. */
  static of(
    text: string,
    start: number,
    end: number,
    placed: readonly Placed[],
    scope: string,
  ): EventTemplate | undefined {
    const slots: Slot[] = [];
    let at = start;
    for (const { leaf, pieces } of placed) {
      // The place of `bytes` belongs to one event, and long numbers are searched.
      if (leaf.kind === 'number' || leaf.frame.bytes !== undefined) return undefined;
      const before = withNumbers(text.slice(at, leaf.start), slots);
      const isSame = leaf.kind === 'key' || markFields.has(leaf.key);
      const value = isSame ? text.slice(leaf.start, leaf.end) : '';
      slots.push({ before, kind: isSame ? 'same' : 'text', value, leaf, pieces });
      at = leaf.end;
    }
    const tail = withNumbers(text.slice(at, end), slots);
    return new EventTemplate(slots, tail, scope);
  }

  /** Adds the pieces of the JSON at `start` to `end` to their channels; false, and nothing done, where it is spelled otherwise. */
  add(segment: Segment, start: number, end: number): boolean {
    if (!this.#fits(segment.text, start, end)) return false;
    const { text } = segment;
    let i = -2;
    for (const { kind, leaf, pieces, value: same } of this.#slots) {
      i += 2;
      if (leaf === undefined || pieces === undefined) continue;
      const from = this.#places[i] ?? 0;
      const to = this.#places[i + 1] ?? 0;
      const raw = kind === 'same' ? same : text.slice(from, to);
      const escaped = raw.includes('\\');
      pieces.push({
        segment,
        start: from,
        end: to,
        value: escaped ? unescaped(raw) : raw,
        leaf: { frame: leaf.frame, key: leaf.key, start: from, end: to, kind: leaf.kind, escaped },
      });
    }
    return true;
  }

  #fits(text: string, start: number, end: number): boolean {
    const places = this.#places;
    let at = start;
    let n = 0;
    for (const { before, kind, value } of this.#slots) {
      if (!text.startsWith(before, at)) return false;
      at += before.length;
      places[n] = at;
      if (kind === 'text') {
        at = text.indexOf('"', at);
        if (at < 0 || at >= end) return false;
        if (text.charCodeAt(at - 1) === 0x5c) at = closingQuote(text, (places[n] ?? 0) - 1);
      } else if (kind === 'same') {
        if (!text.startsWith(value, at)) return false;
        at += value.length;
      } else {
        at = endOfNumber(text, at);
        if (at - (places[n] ?? 0) >= shortestNumber) return false;
      }
      if (at >= end) return false;
      places[n + 1] = at;
      n += 2;
    }
    return end - at === this.#tail.length && text.startsWith(this.#tail, at);
  }
}

/** Makes a slot of each number in the text between two strings; gives the literal text behind the last of them. */
function withNumbers(between: string, slots: Slot[]): string {
  let literal = 0;
  let name = '';
  // What begins with a quote begins behind a string; what ends with one ends before the next.
  for (let at = between.charCodeAt(0) === QUOTE ? 1 : 0; at < between.length - 1; ) {
    const code = between.charCodeAt(at);
    if (code === QUOTE) {
      const close = closingQuote(between, at);
      name = between.slice(at + 1, close);
      at = close + 1;
    } else if ((code >= 0x30 && code <= 0x39) || code === 0x2d) {
      const end = endOfNumber(between, at);
      // Numbers that name a channel stay part of the literal text.
      if (!markFields.has(name)) {
        const before = between.slice(literal, at);
        slots.push({ before, kind: 'number', value: '', leaf: undefined, pieces: undefined });
        literal = end;
      }
      at = end;
    } else {
      at += 1;
    }
  }
  return between.slice(literal);
}

const QUOTE = 0x22;

function endOfNumber(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    const inNumber =
      (code >= 0x30 && code <= 0x39) || code === 0x2e || code === 0x2d || code === 0x2b || (code | 0x20) === 0x65;
    if (!inNumber) return at;
    at += 1;
  }
}
