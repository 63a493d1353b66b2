/** Finds the strings of a JSON text where they stand, without changing or parsing the rest: what redaction may edit. */

import { closingQuote } from '../codec/json-nesting.ts';

/** An object or array on the way to a leaf. */
export interface Frame {
  readonly parent: Frame | undefined;
  /** How the parent names it: a key, or `[i]`. */
  readonly name: string;
  readonly isArray: boolean;
  /** Values of fields such as `output_index` or `item_id`, which tell apart channels that share a path. */
  marks: string;
  /** The value of a field `type`. */
  type: string;
  /** The value of a field `index`, which names an array's element better than its place in this event. */
  index: string | undefined;
  /** Where a `bytes` array stands that spells out the token beside it (OpenAI's logprobs). */
  bytes: { readonly start: number; readonly end: number } | undefined;
}

export interface Leaf {
  readonly frame: Frame;
  /** The key of the value; `[i]` in an array; `{}` where the leaf is itself a key. */
  readonly key: string;
  /** Raw offsets: between the quotes of a string, or around a number. */
  readonly start: number;
  readonly end: number;
  readonly kind: 'string' | 'number' | 'key';
  /** The raw text has escapes. */
  readonly escaped: boolean;
}

export interface JsonText {
  readonly leaves: readonly Leaf[];
  /** False where the text is not, or not whole, JSON; the leaves before that place are there. */
  readonly whole: boolean;
}

/** Fields that say which of several interleaved texts an event continues, over all dialects. */
export const markFields: ReadonlySet<string> = new Set([
  'type',
  'index',
  'output_index',
  'content_index',
  'summary_index',
  'contentBlockIndex',
  'item_id',
]);

/** Shorter keys cannot be secrets. */
export const shortestKey = 16;
/** Fewer digits are no card number; fractions are never one. */
export const shortestNumber = 13;

/** Nothing that a provider sends is nested deeper; a deeper text is left to be searched as plain text. */
const deepest = 500;

interface Open {
  readonly frame: Frame;
  readonly isArray: boolean;
  readonly start: number;
  key: string;
  count: number;
}

/** Scans `text` from `from` to `to`. Linear; never throws. */
export function scanJson(text: string, from = 0, to = text.length): JsonText {
  const leaves: Leaf[] = [];
  const stack: Open[] = [];
  /** What a document that is one string stands in. */
  const bare: Frame = {
    parent: undefined,
    name: '',
    isArray: false,
    marks: '',
    type: '',
    index: undefined,
    bytes: undefined,
  };
  let open: Open | undefined;
  let at = from;
  let ended = false;
  const broken = (): JsonText => ({ leaves, whole: false });

  while (at < to) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0x2c || code === 0x3a) {
      at += 1;
      continue;
    }
    if (ended) return broken();
    if (code === 0x7b || code === 0x5b) {
      if (stack.length >= deepest) return broken();
      const isArray = code === 0x5b;
      const frame: Frame = {
        parent: open?.frame,
        name: open === undefined ? '' : nameIn(open),
        isArray,
        marks: '',
        type: '',
        index: undefined,
        bytes: undefined,
      };
      open = { frame, isArray, start: at, key: '', count: 0 };
      stack.push(open);
      at += 1;
    } else if (code === 0x7d || code === 0x5d) {
      const closed = stack.pop();
      if (closed === undefined || closed.isArray !== (code === 0x5d)) return broken();
      at += 1;
      open = stack.at(-1);
      if (open === undefined) ended = true;
      else if (closed.isArray && open.key === 'bytes') open.frame.bytes = { start: closed.start, end: at };
    } else if (code === 0x22) {
      const close = closingQuote(text, at);
      const end = close < 0 || close >= to ? to : close;
      const isKey = open !== undefined && !open.isArray && nextIsColon(text, end + 1, to);
      const escaped = hasEscape(text, at + 1, end);
      if (isKey && open !== undefined) {
        open.key = text.slice(at + 1, end);
        if (end - at > shortestKey)
          leaves.push({ frame: open.frame, key: '{}', start: at + 1, end, kind: 'key', escaped });
      } else {
        const key = open === undefined ? '' : nameIn(open);
        leaves.push({ frame: open?.frame ?? bare, key, start: at + 1, end, kind: 'string', escaped });
        if (open !== undefined && !open.isArray && markFields.has(open.key)) {
          mark(open, text.slice(at + 1, end));
        }
      }
      if (end === to) return broken();
      at = end + 1;
      if (open === undefined) ended = true;
    } else {
      const end = endOfWord(text, at, to);
      if (end === at) return broken();
      if (open !== undefined) {
        if (!open.isArray && markFields.has(open.key)) mark(open, text.slice(at, end));
        if (open.isArray) open.count += 1;
        if (end - at >= shortestNumber && isDigits(text, at, end)) {
          leaves.push({ frame: open.frame, key: open.key, start: at, end, kind: 'number', escaped: false });
        }
      } else {
        ended = true;
      }
      at = end;
    }
  }
  return { leaves, whole: ended };
}

function mark({ frame, key }: Open, value: string): void {
  if (key === 'index') frame.index = value;
  else if (key === 'type') frame.type = value;
  else frame.marks += `${key}=${value};`;
}

/** The name of the next value of an open object or array; counts it. */
function nameIn(open: Open): string {
  if (!open.isArray) return open.key;
  open.count += 1;
  return `[${open.count - 1}]`;
}

function nextIsColon(text: string, from: number, to: number): boolean {
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (code === 0x3a) return true;
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return false;
    at += 1;
  }
  return false;
}

function hasEscape(text: string, from: number, to: number): boolean {
  // The slice bounds the search: without it, every string would be searched to the end of the text.
  return text.slice(from, to).includes('\\');
}

/** The end of a number or of true, false, null. */
function endOfWord(text: string, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    const inWord =
      (code >= 0x30 && code <= 0x39) ||
      (code >= 0x61 && code <= 0x7a) ||
      code === 0x2b ||
      code === 0x2d ||
      code === 0x2e ||
      code === 0x45;
    if (!inWord) break;
    at += 1;
  }
  return at;
}

function isDigits(text: string, from: number, to: number): boolean {
  for (let at = text.charCodeAt(from) === 0x2d ? from + 1 : from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}
