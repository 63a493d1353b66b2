/** Writes the head of a reply to a `node:http` response, with the headers that llmsim adds to the reply's own. */

import type { ServerResponse } from 'node:http';
import { type Header, headersToFlat } from '../core/headers.ts';
import type { ReplyHead } from '../core/reply.ts';
import { requestIdHeader } from '../telemetry/request-id.ts';

/** Headers of this one answer, after the reply's own. */
export interface OwnHeaders {
  readonly extra: readonly Header[];
  /** The client’s own, which goes out as `x-request-id`; undefined where it sent none or the reply has one. */
  readonly requestId?: string | undefined;
}

/** All headers of an answer as node takes them, flat: name, value, name, value, … */
export function headersOf(reply: ReplyHead, { extra, requestId }: OwnHeaders): string[] {
  const headers = headersToFlat(reply.headers);
  for (const [name, value] of extra) headers.push(name, value);
  if (requestId !== undefined) headers.push(requestIdHeader, requestId);
  return headers;
}

/** @param headers flat: name, value, name, value, … */
export function writeHead(response: ServerResponse, reply: ReplyHead, headers: string[]): void {
  if (reply.statusText === '') response.writeHead(reply.status, headers);
  else response.writeHead(reply.status, reply.statusText, headers);
}

/** Sends the head before any body. Not `flushHeaders`, which writes latin1 values (RFC 9110, section 5.5) as UTF-8. */
export function sendHead(response: ServerResponse): void {
  response.write('', 'latin1');
}
