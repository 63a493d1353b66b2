/** Where in a JSON text the value at a path begins. */

import { closingQuote } from '../codec/json-nesting.ts';

/**
 * The offset of the value that `keys` lead to in `text`, which is valid JSON; of the last value on the way that exists in the text, where
 * the path goes on inside a string. Of a key given twice the last counts.
 */
export function jsonOffset(text: string, keys: readonly (string | number)[]): number {
  let at = pastSpace(text, text.charCodeAt(0) === 0xfeff ? 1 : 0);
  for (const key of keys) {
    const next = typeof key === 'number' ? itemAt(text, at, key) : memberAt(text, at, key);
    if (next === undefined) break;
    at = next;
  }
  return at;
}

function itemAt(text: string, open: number, index: number): number | undefined {
  if (text[open] !== '[') return undefined;
  let at = pastSpace(text, open + 1);
  for (let i = 0; text[at] !== ']' && at < text.length; i++) {
    if (i === index) return at;
    at = pastComma(text, pastValue(text, at));
  }
  return undefined;
}

function memberAt(text: string, open: number, name: string): number | undefined {
  if (text[open] !== '{') return undefined;
  let found: number | undefined;
  for (let at = pastSpace(text, open + 1); text[at] === '"'; ) {
    const end = closingQuote(text, at) + 1;
    const key: unknown = JSON.parse(text.slice(at, end));
    const value = pastSpace(text, pastSpace(text, end) + 1);
    if (key === name) found = value;
    at = pastComma(text, pastValue(text, value));
  }
  return found;
}

function pastComma(text: string, at: number): number {
  const next = pastSpace(text, at);
  return text[next] === ',' ? pastSpace(text, next + 1) : next;
}

function pastValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return closingQuote(text, start) + 1;
  if (first !== '{' && first !== '[') {
    const end = /[,\]}\s]/g;
    end.lastIndex = start;
    return end.exec(text)?.index ?? text.length;
  }
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = closingQuote(text, at);
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return at + 1;
  }
  return text.length;
}

function pastSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at++;
  return at;
}
