/** Re-timing a planned reply: pure functions from plan to plan. */

import type { PlannedReply, Timing } from '../core/reply.ts';
import type { LatencyProfile } from './profile.ts';

/** What is done with times that were recorded; what was never recorded has none and comes at once. */
export type FixedLatency =
  /** `speed` 2 is twice as fast. */
  { readonly kind: 'recorded'; readonly speed: number } | { readonly kind: 'instant' };

/** How fast answers come. A profile draws new times for recorded and for invented answers. */
export type Latency =
  | FixedLatency
  | { readonly kind: 'profile'; readonly profile: LatencyProfile; readonly speed: number };

/** The reply as `latency` wants it; the same object where nothing changes. */
export function retime(reply: PlannedReply, latency: FixedLatency): PlannedReply {
  if (latency.kind === 'instant') return { ...reply, timing: scaled(reply.timing, 0) };
  return latency.speed === 1 ? reply : { ...reply, timing: scaled(reply.timing, 1 / latency.speed) };
}

/** No time is planned later, which is 30 years: beyond, milliseconds are no longer exact, and a tiny speed makes them infinite. */
export const latest = 1e12;

/** Every time multiplied by `factor`, and then `delay` milliseconds later; at most `latest`. */
export function scaled(timing: Timing, factor: number, delay = 0): Timing {
  if (factor === 1 && delay === 0) return timing;
  // A time of 0 is 0 also where the factor is infinite.
  const at = (time: number) => Math.min(latest, time === 0 ? delay : time * factor + delay);
  return { head: at(timing.head), chunks: timing.chunks.map(at), end: at(timing.end) };
}
