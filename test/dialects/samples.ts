/** Builders for the requests and replies of dialect tests. */

import { Buffer } from 'node:buffer';
import type { CollectedReply, StreamedReply, Streaming, TextCutter } from '../../src/core/dialect.ts';
import type { SimRequest } from '../../src/core/request.ts';

/** A POST of `body`, as JSON unless it is a string already. */
export function post(target: string, body: unknown): SimRequest {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { method: 'POST', target, headers: [['content-type', 'application/json']], body: Buffer.from(text) };
}

/** A 200 with a JSON document. */
export function json(document: unknown, status = 200): CollectedReply {
  return reply(JSON.stringify(document), 'application/json', status);
}

/** A 200 with one `data:` event a value; a value with a `type` is named by it, as most providers do. */
export function sse(...values: readonly unknown[]): CollectedReply {
  const blocks = values.map((value) => {
    const type = typeof value === 'object' && value !== null && 'type' in value ? `event: ${String(value.type)}\n` : '';
    return `${type}data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;
  });
  return reply(blocks.join(''), 'text/event-stream');
}

/** A 200 with one JSON value a line. */
export function ndjson(...values: readonly unknown[]): CollectedReply {
  return reply(values.map((value) => `${JSON.stringify(value)}\n`).join(''), 'application/x-ndjson');
}

/** What a client has of a stream when it is over. */
export function collected({ status, headers, events }: StreamedReply): CollectedReply {
  return { status, headers, body: Buffer.concat(events) };
}

/** What `streaming` makes of a whole answer; throws where it makes nothing. */
export function splitOf(
  streaming: Streaming,
  whole: CollectedReply,
  request: SimRequest,
  cut: TextCutter,
): StreamedReply {
  const stream = streaming.split(whole, request, cut);
  if (stream === undefined) throw new Error('it cannot be split');
  return stream;
}

/** The user and the assistant in turn: `m0` to `m8`. */
export const nineMessages: readonly { readonly role: string; readonly content: string }[] = Array.from(
  { length: 9 },
  (_, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content: `m${i}` }),
);

export function reply(body: string | Uint8Array, contentType: string, status = 200): CollectedReply {
  return { status, headers: [['Content-Type', contentType]], body: Buffer.from(body as Uint8Array) };
}
