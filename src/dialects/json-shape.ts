/** Narrowing of JSON that a client or a provider wrote: what is not of the expected shape is undefined, never an exception. */

import { decodeUtf8 } from '../codec/utf8.ts';

export type JsonObject = { readonly [key: string]: unknown };

export function objectOf(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

/** The array, or an empty one. */
export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The elements of an array that are objects; empty for anything else. */
export function objectsOf(value: unknown): JsonObject[] {
  return arrayOf(value).flatMap((element) => {
    const object = objectOf(element);
    return object === undefined ? [] : [object];
  });
}

export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A string that is not empty. */
export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** A string or a number as text, empty for anything else: an object that is made a string may throw. */
export function labelIn(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The value of a JSON text, or undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A body as the JSON object that it should be. */
export function jsonObjectIn(body: Uint8Array): JsonObject | undefined {
  // Whitespace may precede `{` (RFC 8259); anything that begins otherwise, such as a large upload, is not decoded at all.
  let start = 0;
  while (start < body.length && (body[start] ?? 0) <= 0x20) start++;
  if (body[start] !== 0x7b) return undefined;
  const text = decodeUtf8(body);
  return text === undefined ? undefined : objectOf(parseJson(text));
}

/** A value as compact JSON; strings as they are, undefined as nothing. */
export function compactJson(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    // Nested so deep that the stack does not hold it.
    return '…';
  }
}
