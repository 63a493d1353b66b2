/** `GET /__llmsim/timing`: planned against actual times of all paced replies; `DELETE` begins the count anew. */

import type { LatenessSummary } from '../../telemetry/lateness.ts';
import type { ControlPage } from '../control-page.ts';
import { jsonReply } from '../refusals.ts';

/** `clear` forgets what was counted; streams that are open stay open. */
export function timingPage(lateness: { summary(): LatenessSummary; clear(): void }): ControlPage {
  return {
    paths: ['/__llmsim/timing'],
    methods: ['GET', 'HEAD', 'DELETE'],
    answer(method) {
      const summary = lateness.summary();
      if (method === 'DELETE') lateness.clear();
      return jsonReply(200, { unit: 'ms', ...summary });
    },
  };
}
