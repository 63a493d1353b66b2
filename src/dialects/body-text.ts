/** A body as people can look at it: text as it is, anything else by size and media type. */

import type { CollectedReply } from '../core/dialect.ts';
import { headerOf, mediaType } from '../core/headers.ts';
import { replyText } from './reply-events.ts';

export function bodyText(reply: CollectedReply): string {
  if (reply.body.length === 0) return '';
  const type = mediaType(headerOf(reply.headers, 'content-type'));
  // A NUL is valid UTF-8 and stands in no text.
  const text = /^(?:audio|image|video|font)\//.test(type) || reply.body.includes(0) ? undefined : replyText(reply.body);
  return text ?? `<${reply.body.length} bytes of ${type === '' ? 'unknown type' : type}>`;
}
