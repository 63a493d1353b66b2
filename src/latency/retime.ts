/** Re-timing a planned reply: pure functions from plan to plan. */

import type { PlannedReply, Timing } from '../core/reply.ts';

/** What a replay does with recorded times. */
export type Latency = { readonly kind: 'recorded'; readonly speed: number } | { readonly kind: 'instant' };

/** The reply as `latency` wants it; the same object where nothing changes. */
export function retime(reply: PlannedReply, latency: Latency): PlannedReply {
  if (latency.kind === 'instant') return { ...reply, timing: scaled(reply.timing, 0) };
  return latency.speed === 1 ? reply : { ...reply, timing: scaled(reply.timing, 1 / latency.speed) };
}

function scaled(timing: Timing, factor: number): Timing {
  return { head: timing.head * factor, chunks: timing.chunks.map((at) => at * factor), end: timing.end * factor };
}
