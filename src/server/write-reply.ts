/** HTTP out: writes a reply to a client, at once, at its pace or as it comes; honours back-pressure and the client's leaving. */

import type { ServerResponse } from 'node:http';
import { type Header, headersToFlat } from '../core/headers.ts';
import type { LiveReply, PlannedReply, Reply } from '../core/reply.ts';
import { requestIdHeader } from '../telemetry/request-id.ts';
import { cutResponse } from './cut-response.ts';
import { leaveUnanswered } from './no-answer.ts';
import type { OneWrite } from './one-write.ts';
import { type PaceContext, PacedWriter } from './paced-writer.ts';
import { sendHead, writeHead } from './response-head.ts';

export interface WriteContext extends PaceContext {
  /** Headers of this one answer, after the reply's own. */
  readonly extra: readonly Header[];
  /** What is known of this reply, with these extra headers, from earlier answers; undefined where it is sent once. */
  readonly oneWrite?: OneWrite | undefined;
  /** The client’s own, which goes out as `x-request-id`; undefined where it sent none or the reply has one. */
  readonly requestId?: string | undefined;
}

/** Writes `reply` and returns at once; the response's own events tell when it is over. */
export function writeReply(response: ServerResponse, reply: Reply, context: WriteContext): void {
  if (reply.kind === 'planned' && isAllAtOnce(reply)) {
    context.watch?.chunk(reply.bytes);
    if (context.oneWrite?.send(response, reply, ownLine(context)) === true) return;
  }
  if (reply.kind === 'planned' && reply.headless === true) return leaveUnanswered(response, reply, context);
  response.sendDate = false;
  const headers = headersToFlat(reply.headers);
  for (const [name, value] of context.extra) headers.push(name, value);
  if (context.requestId !== undefined) headers.push(requestIdHeader, context.requestId);
  if (reply.kind === 'live') return writeLive(response, reply, headers, context);
  const { timing } = reply;
  if (timing.end === 0) return writeAtOnce(response, reply, headers, context);
  new PacedWriter(response, reply, headers, context).start();
}

/** What no other answer has. */
function ownLine({ requestId }: WriteContext): string {
  return requestId === undefined ? '' : `${requestIdHeader}: ${requestId}\r\n`;
}

function isAllAtOnce({ timing, end, bytes }: PlannedReply): boolean {
  return timing.end === 0 && end === 'complete' && bytes.byteLength > 0;
}

/** Everything is due at zero: one corked write. */
function writeAtOnce(response: ServerResponse, reply: PlannedReply, headers: string[], context: WriteContext): void {
  writeHead(response, reply, headers);
  if (reply.end === 'complete') {
    context.oneWrite?.learn(response, reply, ownLine(context));
    if (reply.bytes.byteLength > 0) response.end(reply.bytes);
    else response.end();
    return;
  }
  if (reply.bytes.byteLength > 0) {
    context.watch?.chunk(reply.bytes);
    response.write(reply.bytes);
  } else sendHead(response);
  context.watch?.cut(reply.end);
  cutResponse(response, reply.end, context.clock, context.wheel);
}

function writeLive(response: ServerResponse, reply: LiveReply, headers: string[], context: WriteContext): void {
  writeHead(response, reply, headers);
  sendHead(response);
  response.on('drain', () => reply.resume());
  let over = false;
  response.once('close', () => {
    if (!over) reply.abort();
  });
  reply.subscribe({
    chunk(bytes) {
      context.watch?.chunk(bytes);
      return response.write(bytes);
    },
    end(trailers) {
      over = true;
      if (trailers.length > 0) response.addTrailers(trailers.map(([name, value]): [string, string] => [name, value]));
      response.end();
    },
    fail(how) {
      over = true;
      context.watch?.cut(how);
      cutResponse(response, how === 'stall' ? 'close' : how, context.clock, context.wheel);
    },
  });
}
