/** The last step of every dialect's `textOf`: what the model said, else an outline of the reply, else its body. */

import type { CollectedReply } from '../core/dialect.ts';
import { bodyText } from './body-text.ts';
import type { ReplyEvent } from './reply-events.ts';
import { outlineOf } from './reply-outline.ts';

/** An event stream in which nothing was said is the empty string; lines of JSON (a file, a progress) are shown as they are. */
export function spokenOrOutline(spoken: string, events: readonly ReplyEvent[], reply: CollectedReply): string {
  if (spoken !== '') return spoken;
  const [first] = events;
  if (first === undefined) return bodyText(reply);
  if (events.length === 1) return outlineOf(first.value) ?? bodyText(reply);
  return isJsonText(reply.body) ? bodyText(reply) : '';
}

function isJsonText(body: Uint8Array): boolean {
  const first = body.find((byte) => byte > 0x20);
  return first === 0x7b || first === 0x5b;
}
