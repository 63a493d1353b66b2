/** The body of a request to one of llmsim's own pages: small, and read only where a page asks for it. */

import type { IncomingMessage } from 'node:http';

/** Undefined for one that is larger than a page takes. */
export type ControlBody = () => Promise<Uint8Array | undefined>;

/** 1 MiB */
const largest = 1024 * 1024;

/** Never resolves when the client leaves before its body is there. */
export function controlBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      // The rest is read and dropped, so that the client hears the answer.
      if (size <= largest) chunks.push(chunk);
      else chunks.length = 0;
    });
    request.once('end', () => resolve(size <= largest ? Buffer.concat(chunks) : undefined));
  });
}
