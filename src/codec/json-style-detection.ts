/** Guesses a JSON text's style from few looks at it; a wrong guess shows when the text is written again. */

import { closingQuote } from './json-nesting.ts';
import type { JsonStyle } from './json-style.ts';

/** The only style that `text` can have; undefined where it surely has none. */
export function styleOf(text: string): JsonStyle | undefined {
  const newline = text.endsWith('\n');
  const last = newline ? text.length - 2 : text.length - 1;
  const layout = layoutOf(text, last);
  const escapes = text.includes('\\u') || text.includes('\\/') ? escapesOf(text) : {};
  if (layout === undefined || escapes === undefined) return undefined;
  return newline ? { ...layout, ...escapes, newline } : { ...layout, ...escapes };
}

const MAX_INDENT = 8;

function layoutOf(text: string, last: number): Pick<JsonStyle, 'indent' | 'spaceAfter' | 'padding'> | undefined {
  const opener = text.charCodeAt(0);
  if (opener !== 0x7b && opener !== 0x5b) return {};
  if (text[1] === '\n') {
    if (text[2] === '\t') return { indent: '\t' };
    let end = 2;
    while (end - 2 <= MAX_INDENT && text.charCodeAt(end) === 0x20) end++;
    const indent = end - 2;
    return indent >= 1 && indent <= MAX_INDENT ? { indent } : undefined;
  }
  let padding = 0;
  while (text.charCodeAt(last - 1 - padding) === 0x20) padding++;
  const spaceAfter = spacesOf(text);
  return { ...(spaceAfter && { spaceAfter }), ...(padding > 0 && { padding }) };
}

/** Looks behind the first colon and the first comma that stand outside strings. */
function spacesOf(text: string): JsonStyle['spaceAfter'] | undefined {
  let colon: boolean | undefined;
  let comma: boolean | undefined;
  for (let at = 0; at < text.length && (colon === undefined || comma === undefined); at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = closingQuote(text, at);
    else if (code === 0x3a) colon ??= text.charCodeAt(at + 1) === 0x20;
    else if (code === 0x2c) comma ??= text.charCodeAt(at + 1) === 0x20;
  }
  return colon ? (comma ? ':,' : ':') : comma ? ',' : undefined;
}

/** More kinds of needless escapes than this are no style. */
const MAX_ESCAPES = 16;

/** Which escapes stand in `text` that `JSON.stringify` would not write. */
function escapesOf(text: string): Pick<JsonStyle, 'ascii' | 'escape'> | undefined {
  const ascii = !/[\u0080-\uffff]/.test(text);
  const seen = new Set<string>();
  let high = false;
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at + 2)) {
    const kind = text[at + 1];
    if (kind === '/') seen.add(kind);
    if (kind !== 'u') continue;
    const code = Number.parseInt(text.slice(at + 2, at + 6), 16);
    if (ascii && code >= 0x80) high = true;
    else if (code >= 0x20 && (code < 0xd800 || code > 0xdfff)) seen.add(String.fromCharCode(code));
    if (seen.size > MAX_ESCAPES) return undefined;
  }
  const characters = [...seen].sort().join('');
  return { ...(high && { ascii: true as const }), ...(characters !== '' && { escape: characters }) };
}
