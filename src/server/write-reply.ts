/** HTTP out: writes a reply to a client, at once, at its pace or as it comes; honours back-pressure and the client's leaving. */

import type { ServerResponse } from 'node:http';
import type { LiveReply, PlannedReply, Reply } from '../core/reply.ts';
import { cutResponse } from './cut-response.ts';
import { leaveUnanswered } from './no-answer.ts';
import { type PaceContext, PacedWriter } from './paced-writer.ts';
import { sendHead, writeHead } from './response-head.ts';
import { flatHeaders, writeWhole } from './write-whole.ts';

/** Writes `reply` and returns at once; the response's own events tell when it is over. */
export function writeReply(response: ServerResponse, reply: Reply, context: PaceContext): void {
  response.sendDate = false;
  if (reply.kind === 'live') return writeLive(response, reply, context);
  if (reply.headless === true) return leaveUnanswered(response, reply, context);
  if (reply.timing.end === 0) return writeAtOnce(response, reply, context);
  new PacedWriter(response, reply, context).start();
}

/** Everything is due at zero: one corked write. */
function writeAtOnce(response: ServerResponse, reply: PlannedReply, context: PaceContext): void {
  const { bytes, end } = reply;
  if (bytes.byteLength > 0) context.watch?.chunk(bytes);
  if (end === 'complete') return writeWhole(response, reply, context);
  writeHead(response, reply, flatHeaders(reply.headers, context));
  if (bytes.byteLength > 0) response.write(bytes);
  else sendHead(response);
  context.watch?.cut(end);
  cutResponse(response, end, context.clock, context.wheel);
}

function writeLive(response: ServerResponse, reply: LiveReply, context: PaceContext): void {
  writeHead(response, reply, flatHeaders(reply.headers, context));
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
