/** Takes out the header fields that belong to one connection and not to the message (RFC 9110, 7.6.1). */

import { type HeaderList, headersOf } from '../core/headers.ts';

const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The end-to-end headers, in order, with duplicates: without those of one hop (`proxy-*` too), without what `connection`
 * lists, and without the lower-case names in `alsoDrop`.
 */
export function endToEndHeaders(headers: HeaderList, alsoDrop: ReadonlySet<string>): HeaderList {
  const listed = listedByConnection(headers);
  return headers.filter(([name]) => {
    const lower = name.toLowerCase();
    return !hopByHop.has(lower) && !lower.startsWith('proxy-') && !alsoDrop.has(lower) && !listed?.has(lower);
  });
}

function listedByConnection(headers: HeaderList): ReadonlySet<string> | undefined {
  const values = headersOf(headers, 'connection');
  if (values.length === 0) return undefined;
  return new Set(values.flatMap((value) => value.split(',')).map((token) => token.trim().toLowerCase()));
}
