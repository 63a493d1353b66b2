/** How a JSON text is spelled, kept beside its value, so that the value can be stored readably and written as it was. */

import { jsonDepth } from './json-nesting.ts';
import { styleOf } from './json-style-detection.ts';

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** What differs from `JSON.stringify(value)`; nothing does in `{}`. Itself plain JSON. */
export interface JsonStyle {
  /** Pretty-printed, one value a line: this many spaces (1 to 8) or a tab a level. */
  readonly indent?: number | '\t';
  /** On one line with a space behind colons, commas or both (Gemini; Python's `json.dumps`). */
  readonly spaceAfter?: ':' | ',' | ':,';
  /** Characters from U+0080 are `\uXXXX`, lower-case (Python's `ensure_ascii`, PHP). */
  readonly ascii?: true;
  /**
   * Other characters that are `\uXXXX` though JSON needs no escape, in code order (Go: `&<>`); the slash is `\/` (PHP).
   * None that JSON also has outside strings.
   */
  readonly escape?: string;
  /** Spaces before the last bracket (Anthropic pads its events). */
  readonly padding?: number;
  /** A line feed behind the last bracket. */
  readonly newline?: true;
}

/** Deeper texts are refused, so that whoever walks the value may recurse. */
const MAX_DEPTH = 200;

/** The most characters that indenting may add; a hostile text would else grow by its depth. */
const MAX_INDENTATION = 2 ** 28;

/**
 * The value of `text` and its style, such that `writeStyled(value, style) === text`; undefined where no style does that (`1.0`,
 * `1e5`, integers beyond 2^53, duplicate keys, `"2"` before `"1"` as keys, mixed spacing), where it is not JSON, or deeper than
 * `maxDepth`, which is at most 200.
 */
export function readStyled(text: string, maxDepth = MAX_DEPTH): { value: JsonValue; style: JsonStyle } | undefined {
  const depth = jsonDepth(text, maxDepth);
  if (depth > maxDepth) return undefined;
  const style = styleOf(text);
  if (style === undefined) return undefined;
  if (style.indent !== undefined && widthOf(style.indent) * depth * text.length > MAX_INDENTATION) return undefined;
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return writeStyled(value, style) === text ? { value, style } : undefined;
}

/** The text of `value` in `style`. The value must come from JSON and not be deeper than a call stack allows. */
export function writeStyled(value: JsonValue, style: JsonStyle): string {
  let text = layOut(value, style);
  if (style.ascii) text = text.replace(/[\u0080-\uffff]/g, escaped);
  if (style.escape) text = text.replace(anyOf(style.escape), shortEscaped);
  if (style.padding) text = text.slice(0, -1) + ' '.repeat(style.padding) + text.slice(-1);
  return style.newline ? `${text}\n` : text;
}

function layOut(value: JsonValue, { indent, spaceAfter }: JsonStyle): string {
  if (indent !== undefined) return JSON.stringify(value, null, indent);
  if (spaceAfter === undefined) return JSON.stringify(value);
  return spaced(value, spaceAfter === ':' ? ',' : ', ', spaceAfter === ',' ? ':' : ': ');
}

function spaced(value: JsonValue, comma: string, colon: string): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isArray(value)) return `[${value.map((item) => spaced(item, comma, colon)).join(comma)}]`;
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}${colon}${spaced(member, comma, colon)}`,
  );
  return `{${members.join(comma)}}`;
}

/** `Array.isArray` does not narrow read-only arrays. */
function isArray(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Escaped one by one, so that `]` and `^` mean themselves. */
function anyOf(characters: string): RegExp {
  return new RegExp(`[${characters.replace(/./gs, escaped)}]`, 'g');
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function shortEscaped(character: string): string {
  return character === '/' ? '\\/' : escaped(character);
}

function widthOf(indent: number | '\t'): number {
  return indent === '\t' ? 1 : indent;
}
