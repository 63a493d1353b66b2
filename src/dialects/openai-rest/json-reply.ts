/** Answers of these endpoints as HTTP: JSON, text or a file, with the headers that OpenAI puts on all of them. */

import type { EndpointAnswer } from '../../core/endpoint.ts';
import type { Random } from '../../core/random.ts';
import { openaiHeaders } from '../openai-headers.ts';

export function jsonReply(value: unknown, ids: Random): EndpointAnswer {
  return fileReply(Buffer.from(JSON.stringify(value)), 'application/json', ids);
}

export function fileReply(body: Uint8Array, contentType: string, ids: Random): EndpointAnswer {
  return { kind: 'whole', reply: { status: 200, headers: openaiHeaders(ids, contentType), body } };
}

export function streamReply(events: readonly Uint8Array[], ids: Random): EndpointAnswer {
  const headers = openaiHeaders(ids, 'text/event-stream; charset=utf-8');
  return { kind: 'stream', reply: { status: 200, headers, events } };
}
