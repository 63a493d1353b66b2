/** `GET /ready`: whether the server answers and has looked at all its recordings; 503 until then. */

import type { ControlPage } from '../control-page.ts';
import { jsonReply } from '../refusals.ts';

export interface Readiness {
  readonly ready: boolean;
  /** What is wrong with recordings, so far; the rest is served. */
  readonly problems: number;
}

export function readyPage(state: () => Readiness): ControlPage {
  return {
    paths: ['/ready', '/__llmsim/ready'],
    methods: ['GET', 'HEAD'],
    answer() {
      const { ready, problems } = state();
      return jsonReply(
        ready ? 200 : 503,
        { status: ready ? 'ready' : 'checking recordings', problems },
        ready ? [] : [['retry-after', '1']],
      );
    },
  };
}
