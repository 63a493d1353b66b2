/** Writes a reply that is due as a whole and ends well, as one write where it was sent before. */

import type { ServerResponse } from 'node:http';
import { type HeaderList, headersToFlat } from '../core/headers.ts';
import type { PlannedReply } from '../core/reply.ts';
import type { OneWrite } from './one-write.ts';
import { writeHead } from './response-head.ts';

/** What goes out with a reply beside what is its own. */
export interface BesideReply {
  /** The same each time that the reply is sent. */
  readonly extra: HeaderList;
  /** Headers of this one answer, behind all others; undefined for none. */
  readonly own?: HeaderList | undefined;
  /** What is known of this reply, with these extra headers, from earlier answers; undefined where it is sent once. */
  readonly oneWrite?: OneWrite | undefined;
}

export function writeWhole(response: ServerResponse, reply: PlannedReply, beside: BesideReply): void {
  const { extra, own = none, oneWrite } = beside;
  if (oneWrite?.send(response, reply, own) === true) return;
  writeHead(response, reply, flatHeaders(reply.headers, beside));
  oneWrite?.learn(response, reply, reply.headers.length + extra.length, own);
  if (reply.bytes.byteLength > 0) response.end(reply.bytes);
  else response.end();
}

/** All headers in their order: name, value, name, value, … */
export function flatHeaders(headers: HeaderList, { extra, own = none }: BesideReply): string[] {
  const flat = headersToFlat(headers);
  for (const [name, value] of extra) flat.push(name, value);
  for (const [name, value] of own) flat.push(name, value);
  return flat;
}

const none: HeaderList = [];
