/** The contract of a control page: one of llmsim's own paths. Members live in `control-pages/`. */

import type { PlannedReply } from '../core/reply.ts';
import type { ControlBody } from './control-body.ts';

export interface ControlPage {
  /** All that it answers, without query, for example `/__llmsim/health`; `/health` and paths below `/__llmsim/` are possible. */
  readonly paths: readonly string[];
  /** Upper-case; `HEAD` where there is `GET`. */
  readonly methods: readonly string[];
  /** Asked with one of its paths and methods; `url` has the query. A body that is not asked for is not looked at. */
  answer(method: string, url: string, body?: ControlBody): PlannedReply | Promise<PlannedReply>;
}
