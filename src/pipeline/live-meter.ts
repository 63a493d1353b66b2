/** Takes the times of a live reply, and its body where it is short enough to be read afterwards. */

import { decodeChunks } from '../codec/compression.ts';
import type { Clock } from '../core/clock.ts';
import { headerOf } from '../core/headers.ts';
import type { LiveReply } from '../core/reply.ts';
import { tap } from './tap.ts';

export interface LiveBody {
  /** Milliseconds since the request was received; `firstToken` is the first chunk, undefined where there was none. */
  readonly times: { readonly duration: number; readonly firstToken: number | undefined };
  /** Decoded; undefined for what was too long, cut short, or cannot be decoded. Never rejects. */
  readonly body: Promise<Uint8Array | undefined>;
}

/** Usage stands in a few KB; an answer beyond this is a file. Bytes, before and after decoding. */
const MOST_BYTES = 4 * 1024 * 1024;

/** @param over is called once: at the end, or when the client has left */
export function meterLive(
  reply: LiveReply,
  clock: Pick<Clock, 'now'>,
  receivedAt: number,
  over: (live: LiveBody) => void,
): LiveReply {
  let chunks: Uint8Array[] | undefined = [];
  let size = 0;
  let firstToken: number | undefined;
  let told = false;
  const tell = (kept: readonly Uint8Array[] | undefined): void => {
    if (told) return;
    told = true;
    const body =
      kept === undefined ? Promise.resolve(undefined) : plainBody(kept, headerOf(reply.headers, 'content-encoding'));
    over({ times: { duration: clock.now() - receivedAt, firstToken }, body });
    chunks = undefined;
  };
  return tap(reply, {
    chunk(bytes) {
      firstToken ??= clock.now() - receivedAt;
      size += bytes.byteLength;
      if (size > MOST_BYTES) chunks = undefined;
      else chunks?.push(bytes);
    },
    // What came before a stream was cut may hold its usage, as Anthropic's begins with it.
    end: () => tell(chunks),
    gone: () => tell(chunks),
  });
}

async function plainBody(chunks: readonly Uint8Array[], encoding: string | undefined): Promise<Uint8Array | undefined> {
  if (encoding === undefined) return Buffer.concat(chunks);
  const decoded = await decodeChunks(encoding, chunks, MOST_BYTES);
  if (decoded.kind === 'plain') return Buffer.concat(chunks);
  return decoded.kind === 'decoded' ? Buffer.concat(decoded.chunks) : undefined;
}
