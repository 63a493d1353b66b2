/** HTTP in: one `node:http` request becomes a body in memory, or a beginning and a rest when it is too large to hold. */

import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { MemoryAccount } from '../core/memory-budget.ts';

export interface ReadBody {
  readonly body: Uint8Array;
  /** Set when the body did not fit: the part after `body`, still arriving. */
  readonly rest: AsyncIterable<Uint8Array> | undefined;
}

const empty = new Uint8Array(0);

/** Whether the request has a body at all (RFC 9112, section 6.3). */
export function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || (request.headers['content-length'] ?? '0') !== '0';
}

/**
 * Collects the body up to `limit` bytes, charged to `memory`. Calls `done` once with the whole body, or with what came
 * so far and the rest as a stream when the limit or the budget is reached. Says nothing if the client leaves before.
 */
export function readBody(
  request: IncomingMessage,
  limit: number,
  memory: MemoryAccount,
  done: (read: ReadBody) => void,
): void {
  if (!hasBody(request)) return done({ body: empty, rest: undefined });
  const chunks: Buffer[] = [];
  let size = 0;
  // The request, and with it its listeners, stays as long as its answer streams: they let go of what they have given away.
  let tell: typeof done | undefined = done;
  const finish = (rest: ReadBody['rest']): void => {
    const body = joined(chunks);
    const told = tell;
    chunks.length = 0;
    tell = undefined;
    told?.({ body, rest });
  };
  const onData = (chunk: Buffer): void => {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size <= limit && memory.take(chunk.byteLength)) return;
    request.off('data', onData);
    request.off('end', onEnd);
    request.pause();
    finish(request);
  };
  const onEnd = (): void => finish(undefined);
  request.on('data', onData);
  request.on('end', onEnd);
}

const noHeaders: IncomingHttpHeaders = Object.freeze({});
const noRawHeaders: string[] = [];

/** Lets go of what node keeps of a request as long as its answer streams: nobody asks for its headers again. */
export function forgetHeaders(request: IncomingMessage): void {
  request.headers = noHeaders;
  request.rawHeaders = noRawHeaders;
}

function joined(chunks: readonly Buffer[]): Uint8Array {
  return chunks.length === 1 ? (chunks[0] ?? empty) : Buffer.concat(chunks);
}
