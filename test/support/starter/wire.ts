/** Spellings that several providers share: dates, JSON bodies, server-sent events. */

import { writeStyled } from '../../../src/codec/json-style.ts';

export type Json = Parameters<typeof writeStyled>[0];

/** `Mon, 24 Aug 2026 09:00:00 GMT`, as in a `date` header. */
export function httpDate(iso: string): string {
  return new Date(iso).toUTCString();
}

/** Seconds since 1970, as in `created`. */
export function unixSeconds(iso: string): number {
  return Math.floor(Date.parse(iso) / 1000);
}

/** Indented, with a line end behind it, as OpenAI and Google send what is not streamed. */
export function prettyJson(value: Json, indent = 2): string {
  return writeStyled(value, { indent, newline: true });
}

/** An event without a name. */
export function dataEvent(data: Json | '[DONE]'): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

/** An event that is named after its `type`. */
export function typedEvent(data: { readonly type: string }, text = JSON.stringify(data)): string {
  return `event: ${data.type}\ndata: ${text}\n\n`;
}
