/** Replies in one form made of replies in the other: the same head, with what belongs to the form changed. */

import type { CollectedReply, StreamedReply } from '../core/dialect.ts';
import type { HeaderList } from '../core/headers.ts';

type Head = Pick<CollectedReply, 'status' | 'headers'>;

const ofTheForm: ReadonlySet<string> = new Set([
  'content-type',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'cache-control',
  'x-accel-buffering',
]);

export function wholeReply(head: Head, value: unknown, contentType = 'application/json'): CollectedReply {
  return { status: head.status, headers: headers(head, contentType), body: Buffer.from(JSON.stringify(value)) };
}

/** @param events as they go on the wire */
export function streamReply(
  head: Head,
  events: readonly (string | Uint8Array)[],
  contentType = 'text/event-stream; charset=utf-8',
): StreamedReply {
  return {
    status: head.status,
    headers: headers(head, contentType),
    events: events.map((event) => (typeof event === 'string' ? Buffer.from(event) : event)),
  };
}

function headers(head: Head, contentType: string): HeaderList {
  return [['content-type', contentType], ...head.headers.filter(([name]) => !ofTheForm.has(name.toLowerCase()))];
}
