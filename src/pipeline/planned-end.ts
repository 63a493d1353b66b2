/** Hears when a planned reply is over: by its plan, or because the client has left. */

import type { Clock } from '../core/clock.ts';
import type { Exchange } from '../core/exchange.ts';
import type { PlannedReply } from '../core/reply.ts';

/** Calls `over` once, when the last byte of `reply` is due; at once where that is now. */
export function whenPlannedIsOver(
  { timing, end }: PlannedReply,
  exchange: Exchange,
  clock: Pick<Clock, 'now' | 'after'>,
  over: () => void,
): void {
  const left = timing.end - (clock.now() - exchange.receivedAt);
  if (left <= 0 && end !== 'stall') return over();
  let told = false;
  const tell = (): void => {
    if (told) return;
    told = true;
    timer?.cancel();
    over();
  };
  // Silence ends when the client gives up.
  const timer = end === 'stall' ? undefined : clock.after(left, tell);
  exchange.client.onGone(tell);
}
