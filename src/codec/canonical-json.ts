/** One spelling for every JSON value, so that two texts of the same JSON are the same string. */

import {
  type CanonicalObject,
  type CanonicalValue,
  ExactNumber,
  GeneratedId,
  isCanonicalArray,
  isCanonicalObject,
} from '../core/canonical.ts';
import { parseExactJson } from './exact-json.ts';

/**
 * Keys sorted by UTF-16 code units, spacing gone, array order kept, numbers by value: `1.0` and `1` are `1`, `1e2` is `100`, and
 * a number that a double does not hold exactly (integers beyond 2^53, say) keeps its digits. A key given twice has its last value.
 * Equal strings mean equal JSON, and the reverse. Undefined when `text` is not JSON or nested deeper than 500. Never throws.
 */
export function canonicalJson(text: string): string | undefined {
  const value = parseExactJson(text);
  return value === undefined ? undefined : canonicalText(value);
}

/**
 * The one spelling of a value. `nameOf` names generated ids, asked in the order in which they stand in the spelling; what it
 * returns is written without quotes, so that no string of the value is mistaken for it.
 */
export function canonicalText(
  value: CanonicalValue,
  nameOf: (id: GeneratedId) => string = ({ value }) => value,
): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (isCanonicalArray(value)) {
    let text = '[';
    for (let i = 0; i < value.length; i += 1) text += (i === 0 ? '' : ',') + canonicalText(value[i] ?? null, nameOf);
    return `${text}]`;
  }
  if (isCanonicalObject(value)) {
    let text = '';
    for (const key of sortedKeys(value)) {
      text += `${text === '' ? '{' : ','}${quotedKey(key)}${canonicalText(value[key] ?? null, nameOf)}`;
    }
    return text === '' ? '{}' : `${text}}`;
  }
  if (value instanceof GeneratedId) return nameOf(value);
  return value instanceof ExactNumber ? value.spelling : number(value);
}

/** `-0` is `0`, as JSON.stringify has it. */
function number(value: number | boolean | null): string {
  return value === 0 ? '0' : String(value);
}

/** Most objects have few keys, and many senders sort them. */
function sortedKeys(value: CanonicalObject): readonly string[] {
  const keys = Object.keys(value);
  for (let i = 1; i < keys.length; i += 1) if ((keys[i - 1] ?? '') > (keys[i] ?? '')) return keys.sort();
  return keys;
}

/** Keys that were written before, with their quotes and colon; the same few come again and again. */
const quotedKeys = new Map<string, string>();
const mostQuotedKeys = 1024;
const longestQuotedKey = 64;

function quotedKey(key: string): string {
  let quoted = quotedKeys.get(key);
  if (quoted !== undefined) return quoted;
  quoted = `${JSON.stringify(key)}:`;
  if (key.length > longestQuotedKey) return quoted;
  // A client that makes up ever new keys must not fill the memory.
  if (quotedKeys.size >= mostQuotedKeys) quotedKeys.clear();
  quotedKeys.set(key, quoted);
  return quoted;
}
