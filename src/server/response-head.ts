/** Writes the head of a reply to a `node:http` response. */

import type { ServerResponse } from 'node:http';
import type { ReplyHead } from '../core/reply.ts';

/** @param headers flat: name, value, name, value, … */
export function writeHead(response: ServerResponse, reply: ReplyHead, headers: string[]): void {
  if (reply.statusText === '') response.writeHead(reply.status, headers);
  else response.writeHead(reply.status, reply.statusText, headers);
}

/** Sends the head before any body. Not `flushHeaders`, which writes latin1 values (RFC 9110, section 5.5) as UTF-8. */
export function sendHead(response: ServerResponse): void {
  response.write('', 'latin1');
}
