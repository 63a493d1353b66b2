/** How large a request is before anybody counts: an estimate from its texts, and the bounds that it gives. */

import { estimateTokens } from '../../tokenizer/estimate.ts';

/** Pictures and files are text in JSON, but no words: what a provider takes for one of them at least. */
const mediaTokens = 85;
/** Base64 without a blank in so many characters is no language. */
const longestWord = 1_000;

export type JsonBody = Readonly<Record<string, unknown>>;

/** The JSON object that a body holds; undefined for any other body. */
export function jsonBody(body: Uint8Array): JsonBody | undefined {
  // Other bodies, such as sound in a form, are not decoded.
  if (body.find((byte) => byte > 0x20) !== 0x7b) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as JsonBody) : undefined;
  } catch {
    return undefined;
  }
}

/** Tokens of all texts in the request; what a media file is worth is a rule of thumb. */
export function promptTokens(body: JsonBody): number {
  const texts: string[] = [];
  let media = 0;
  // A stack of our own: a body may nest deeper than the program's.
  const open: unknown[] = [body];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value === 'string') {
      if (isMedia(value)) media += 1;
      else texts.push(value);
    } else if (typeof value === 'object' && value !== null) {
      for (const part of Object.values(value))
        if (typeof part === 'string' || typeof part === 'object') open.push(part);
    }
  }
  return estimateTokens(texts.join(' ')) + media * mediaTokens;
}

function isMedia(text: string): boolean {
  return text.startsWith('data:') || (text.length > longestWord && /^[A-Za-z0-9+/_=-]+$/.test(text));
}
