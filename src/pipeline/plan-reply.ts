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
