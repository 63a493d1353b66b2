/** HTTP out: writes a reply to a client, at once, at its pace or as it comes; honours back-pressure and the client's leaving. */

import type { ServerResponse } from 'node:http';
import type { LiveReply, PlannedReply, Reply } from '../core/reply.ts';
import { requestIdHeader } from '../telemetry/request-id.ts';
import { cutResponse } from './cut-response.ts';
import { leaveUnanswered } from './no-answer.ts';
import type { OneWrite } from './one-write.ts';
import { type PaceContext, PacedWriter } from './paced-writer.ts';
import { headersOf, sendHead, writeHead } from './response-head.ts';

export interface WriteContext extends PaceContext {
  /** What is known of this reply, with these extra headers, from earlier answers; undefined where it is sent once. */
  readonly oneWrite?: OneWrite | undefined;
}

/** Writes `reply` and returns at once; the response's own events tell when it is over. */
export function writeReply(response: ServerResponse, reply: Reply, context: WriteContext): void {
  if (reply.kind === 'planned' && isAllAtOnce(reply)) {
    context.watch?.chunk(reply.bytes);
    if (context.oneWrite?.send(response, reply, ownLine(context)) === true) return;
  }
  if (reply.kind === 'planned' && reply.headless === true) return leaveUnanswered(response, reply, context);
  response.sendDate = false;
  if (reply.kind === 'live') writeLive(response, reply, headersOf(reply, context), context);
  else if (reply.timing.end === 0) writeAtOnce(response, reply, headersOf(reply, context), context);
  else new PacedWriter(response, reply, context).start();
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
