/** Turns the chunks of a take into the response that is stored: decoded, in one piece, with its offset table. */

import { decodeChunks } from '../codec/compression.ts';
import { type HeaderList, headerOf, withoutHeaders } from '../core/headers.ts';
import type { RecordedResponse } from '../core/interaction.ts';
import type { EndKind, ReplyHead } from '../core/reply.ts';
import type { Take } from './take.ts';

export type TakenResponse =
  | { readonly kind: 'response'; readonly response: RecordedResponse }
  | { readonly kind: 'unrecordable'; readonly why: string };

export interface TakeEnd {
  readonly head: ReplyHead;
  /** When the head came, in milliseconds since the request. */
  readonly headAt: number;
  readonly end: EndKind;
  readonly endAt: number;
  /** HEAD requests have a `content-length` of a body that is not there. */
  readonly bodiless: boolean;
}

const encodingHeaders: ReadonlySet<string> = new Set(['content-encoding']);
const framingHeaders: ReadonlySet<string> = new Set(['content-encoding', 'content-length']);

/** `limit`: the most bytes that a decoded body may have. */
export async function responseOfTake(take: Take, about: TakeEnd, limit: number): Promise<TakenResponse> {
  const { head } = about;
  const encoding = headerOf(head.headers, 'content-encoding');
  if (encoding === undefined || about.bodiless || take.chunks.length === 0) {
    return stored(head.headers, undefined, take.chunks, take.times, about);
  }
  const decoded = await decodeChunks(encoding, take.chunks, limit);
  switch (decoded.kind) {
    case 'plain':
      return stored(withoutHeaders(head.headers, encodingHeaders), undefined, take.chunks, take.times, about);
    case 'decoded': {
      const chunks = decoded.chunks;
      const length = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
      const headers = decodedHeaders(head.headers, about.end === 'complete' ? length : undefined);
      const kept = chunks.flatMap((chunk, i) => (chunk.byteLength === 0 ? [] : [i]));
      return stored(
        headers,
        encoding,
        kept.map((i) => chunks[i] ?? new Uint8Array()),
        kept.map((i) => take.times[i] ?? about.endAt),
        about,
      );
    }
    case 'unsupported':
      return { kind: 'unrecordable', why: `this Node cannot decode content-encoding "${decoded.encoding}"` };
    case 'too-large':
      return { kind: 'unrecordable', why: `the decoded response is larger than ${limit} bytes (--max-body)` };
    case 'corrupt':
      return { kind: 'unrecordable', why: `the response says content-encoding "${encoding}" but cannot be decoded` };
  }
}

/** The length describes the stored body; where the end is missing, no length says that it is whole. */
function decodedHeaders(headers: HeaderList, length: number | undefined): HeaderList {
  if (headerOf(headers, 'content-length') === undefined) return withoutHeaders(headers, framingHeaders);
  return headers.flatMap(([name, value]) => {
    const lower = name.toLowerCase();
    if (lower === 'content-encoding') return [];
    if (lower !== 'content-length') return [[name, value] as const];
    return length === undefined ? [] : [[name, String(length)] as const];
  });
}

function stored(
  headers: HeaderList,
  decodedFrom: string | undefined,
  chunks: readonly Uint8Array[],
  times: readonly number[],
  about: TakeEnd,
): TakenResponse {
  const ends: number[] = [];
  let size = 0;
  for (const chunk of chunks) {
    size += chunk.byteLength;
    ends.push(size);
  }
  const bytes = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);
  return {
    kind: 'response',
    response: {
      status: about.head.status,
      statusText: about.head.statusText,
      headers,
      decodedFrom,
      bytes,
      ends,
      timing: { head: about.headAt, chunks: times, end: about.endAt },
      end: about.end,
    },
  };
}
