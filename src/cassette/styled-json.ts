/** The JSON texts of one body with their spelling: one style for all where that is possible, the rest beside each text. */

import type * as Zod from 'zod';
import { type JsonStyle, type JsonValue, readStyled, writeStyled } from '../codec/json-style.ts';
import { BodyFormError, bodyNesting } from './body-form.ts';
import { type NumberSpellings, putSpellings, takeSpellings } from './number-spelling.ts';

/** What else than its value a text needs to be given back. */
export interface Spelling {
  /** Where the body's style does not give the text back. */
  readonly style?: JsonStyle;
  /** Spaces before the last bracket; beside the style, because it differs from text to text. */
  readonly padding?: number;
  /** Spaces behind the text. */
  readonly trailing?: number;
  /** Numbers that JavaScript would write differently. */
  readonly numbers?: NumberSpellings;
}

/** A JSON text as an entry of a file holds it. */
export interface StyledJson extends Spelling {
  readonly value: JsonValue;
}

/** The names of the fields of `Spelling`. */
export const spellingFields = ['style', 'padding', 'trailing', 'numbers'] as const;

export interface StyledTexts {
  /** The style of the body; undefined when it is that of `JSON.stringify`. */
  readonly style: JsonStyle | undefined;
  /** One a text; undefined where the text is not JSON that a style gives back. */
  readonly items: readonly (StyledJson | undefined)[];
}

/** More padding than this is nothing that a provider does, and would let a small file become a huge body. */
const maxPadding = 1024;

/** A body that grows above this when its entries are rendered was not recorded but forged. */
const renderedLimit = 256 * 1024 * 1024;

/** More styles than these in one body are not tried. */
const maxCandidates = 4;

/** Reads `texts`; an undefined one stays undefined. */
export function readStyledTexts(texts: readonly (string | undefined)[]): StyledTexts {
  const read = texts.map((text) => (text === undefined ? undefined : readOne(text)));
  const styles = new Map<string, JsonStyle>();
  for (const item of read) if (item !== undefined) styles.set(item.name, item.style);
  const shared = sharedStyle([...styles.values()].slice(0, maxCandidates), read);
  const sharedName = JSON.stringify(shared);
  const items = read.map((item): StyledJson | undefined => {
    if (item === undefined) return undefined;
    const { value, spelling, style } = item;
    return sameWith(item, shared, sharedName) ? { value, ...spelling } : { value, style, ...spelling };
  });
  return { style: sharedName === '{}' ? undefined : shared, items };
}

/** The text of `value`, in the spelling's style or else the body's. Throws `BodyFormError` when it would be huge. */
export function renderStyled(value: unknown, spelling: Spelling, style: JsonStyle = {}): string {
  const { padding, trailing = 0, numbers } = spelling;
  const chosen = spelling.style ?? style;
  if (chosen.indent !== undefined) checkIndentation(value, chosen.indent === '\t' ? 1 : chosen.indent);
  const text = writeStyled(value as JsonValue, padding === undefined ? chosen : { ...chosen, padding });
  return (numbers === undefined ? text : putSpellings(text, numbers)) + ' '.repeat(trailing);
}

/** Throws `BodyFormError` when indenting `value` would fill the memory: a small file can nest its values deep. */
function checkIndentation(value: unknown, width: number): void {
  let size = 0;
  const add = (child: unknown, depth: number): void => {
    if (typeof child !== 'object' || child === null) return;
    const children = Object.values(child);
    size += (children.length + 1) * (depth + 1) * width;
    if (size > renderedLimit) throw tooMuch();
    for (const grandchild of children) add(grandchild, depth + 1);
  };
  add(value, 0);
}

function tooMuch(): BodyFormError {
  return new BodyFormError(`expected a body of at most ${renderedLimit} bytes`);
}

/** The entries of a body, rendered; throws `BodyFormError` before they fill the memory. */
export function renderEntries<Entry, Piece extends string | Uint8Array>(
  entries: readonly Entry[],
  render: (entry: Entry, index: number) => Piece,
): Piece[] {
  let size = 0;
  return entries.map((entry, index) => {
    const piece = render(entry, index);
    size += piece.length;
    if (size > renderedLimit) throw tooMuch();
    return piece;
  });
}

/** The schemas of the fields of `Spelling`, the same for all forms, so that the JSON Schema holds them once. */
export function spellingSchemas(z: typeof Zod): ReturnType<typeof makeSpellingSchemas> {
  const known = schemas.get(z) ?? makeSpellingSchemas(z);
  schemas.set(z, known);
  return known;
}

const schemas = new Map<typeof Zod, ReturnType<typeof makeSpellingSchemas>>();

function makeSpellingSchemas(z: typeof Zod) {
  const padding = z.int().min(1).max(maxPadding).exactOptional().describe('Spaces before the last bracket.');
  const style = z
    .strictObject({
      indent: z
        .union([z.int().min(1).max(8), z.literal('\t')])
        .exactOptional()
        .describe('Indented by this many spaces, or a tab, a level.'),
      spaceAfter: z.enum([':', ',', ':,']).exactOptional(),
      ascii: z.literal(true).exactOptional().describe('Characters from U+0080 are written \\uXXXX.'),
      escape: z.string().max(16).exactOptional().describe('Other characters that are escaped without need.'),
      newline: z.literal(true).exactOptional().describe('A line feed follows the text.'),
    })
    .meta({ id: 'style', description: 'How the JSON text differs from a compact one.' });
  const numbers = z
    .object({})
    .catchall(z.string().regex(/^-?[0-9][0-9.eE+-]*$/))
    .meta({
      id: 'numbers',
      description: 'Pointer to a number, and how it is written where JavaScript would not, as 1.0.',
    });
  const trailing = z.int().min(1).max(maxPadding).exactOptional().describe('Spaces behind the text.');
  return { style: style.exactOptional(), padding, trailing, numbers: numbers.exactOptional() };
}

interface ReadText {
  /** The text with plain numbers and without the spaces behind it. */
  readonly text: string;
  readonly value: JsonValue;
  readonly style: JsonStyle;
  /** The style as text, to compare by. */
  readonly name: string;
  readonly spelling: Omit<Spelling, 'style'>;
}

function readOne(whole: string): ReadText | undefined {
  let end = whole.length;
  while (whole.charCodeAt(end - 1) === 0x20) end--;
  const text = whole.slice(0, end);
  const trailing = whole.length - end;
  if (trailing > maxPadding) return undefined;
  const around = trailing === 0 ? {} : { trailing };
  const plain = readPlain(text, around);
  if (plain !== undefined) return plain;
  const taken = takeSpellings(text);
  if (taken === undefined || putSpellings(taken.text, taken.numbers) !== text) return undefined;
  return readPlain(taken.text, { ...around, numbers: taken.numbers });
}

function readPlain(text: string, spelling: Spelling): ReadText | undefined {
  const read = readStyled(text, bodyNesting);
  if (read === undefined) return undefined;
  const { padding, ...style } = read.style;
  if (padding !== undefined && padding > maxPadding) return undefined;
  const { value } = read;
  return {
    text,
    value,
    style,
    name: JSON.stringify(style),
    spelling: padding === undefined ? spelling : { padding, ...spelling },
  };
}

/** Whether `style`, named `name`, gives the text back as its own does. */
function sameWith(item: ReadText, style: JsonStyle, name: string): boolean {
  if (item.name === name) return true;
  const { padding } = item.spelling;
  return writeStyled(item.value, padding === undefined ? style : { ...style, padding }) === item.text;
}

/** The candidate that gives most texts back; of equals the first. A text alone cannot tell whether its body escapes `é`. */
function sharedStyle(candidates: readonly JsonStyle[], read: readonly (ReadText | undefined)[]): JsonStyle {
  const [first = {}, ...others] = candidates;
  if (others.length === 0) return first;
  let best = first;
  let most = -1;
  for (const candidate of candidates) {
    const name = JSON.stringify(candidate);
    let count = 0;
    for (const item of read) if (item !== undefined && sameWith(item, candidate, name)) count++;
    if (count > most) [best, most] = [candidate, count];
  }
  return best;
}
