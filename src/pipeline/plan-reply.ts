/** Makes the planned reply of a recorded interaction: its head as it goes out again, its body, its times. */

import { type HeaderList, headerOf } from '../core/headers.ts';
import type { Interaction } from '../core/interaction.ts';
import type { PlannedReply } from '../core/reply.ts';

/** Belong to one connection, not to the answer (RFC 9110, section 7.6.1), or would lead the client away. */
const notReplayed: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'alt-svc',
  'content-encoding',
]);

/** What in an answer's head HTTP cannot carry (RFC 9112), in words; undefined of one that can be played. */
export function unplayable({ response }: Interaction): string | undefined {
  if (response.status < 200) return `status ${response.status} is not one of an answer`;
  if (notInText.test(response.statusText)) return 'its statusText holds a character that HTTP does not allow';
  for (const [name, value] of response.headers) {
    if (!token.test(name)) return `${JSON.stringify(name)} cannot be the name of a header`;
    if (notInText.test(value)) return `the value of its header ${name} holds a character that HTTP does not allow`;
  }
  return undefined;
}

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const notInText = /[^\t\x20-\x7e\x80-\xff]/;

export function planReply(interaction: Interaction): PlannedReply {
  const { request, response } = interaction;
  return {
    kind: 'planned',
    status: response.status,
    statusText: response.statusText,
    headers: replayHeaders(interaction, request.method.toUpperCase() === 'HEAD'),
    bytes: response.bytes,
    ends: response.ends,
    timing: response.timing,
    end: response.end,
  };
}

/** A complete body gets its true length; a cut one keeps the length that it was cut from. */
function replayHeaders({ response }: Interaction, head: boolean): HeaderList {
  const kept = response.headers.filter(([name]) => !notReplayed.has(name.toLowerCase()));
  const declared = headerOf(kept, 'content-length');
  const bodiless = head || response.status === 204 || response.status === 304;
  const length = String(response.bytes.byteLength);
  if (declared === undefined || declared === length || bodiless || response.end !== 'complete') return kept;
  return kept.map(([name, value]) => [name, name.toLowerCase() === 'content-length' ? length : value] as const);
}
