/** Leaves a request without any answer: the connection ends when and as the reply says, or stays open in silence. */

import type { ServerResponse } from 'node:http';
import type { PlannedReply } from '../core/reply.ts';
import { cutResponse } from './cut-response.ts';
import type { PaceContext } from './paced-writer.ts';

/** @param reply a headless one; nothing of it is sent */
export function leaveUnanswered(
  response: ServerResponse,
  { end, timing }: PlannedReply,
  { clock, wheel, receivedAt }: Pick<PaceContext, 'clock' | 'wheel' | 'receivedAt'>,
): void {
  const how = end === 'complete' ? 'close' : end;
  const timer = wheel.at(receivedAt + timing.end, () => cutResponse(response, how, clock, wheel));
  response.once('close', () => timer.cancel());
}
