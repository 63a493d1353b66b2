/** llmsim's own paths: `/health` and everything under `/__llmsim/`. */

import type { PlannedReply } from '../core/reply.ts';
import { jsonReply } from './refusals.ts';

export interface ControlState {
  readonly mode: string;
}

/** The answer to a path of llmsim's own; undefined for any other. */
export function control(state: ControlState): (method: string, url: string) => PlannedReply | undefined {
  const health = jsonReply(200, { status: 'ok', mode: state.mode });
  return (method, url) => {
    const path = url.split('?', 1)[0] ?? url;
    if (path === '/health' || path === '/__llmsim/health') {
      return method === 'GET' || method === 'HEAD' ? health : jsonReply(405, problem(`${path} takes GET.`));
    }
    if (path !== '/__llmsim' && !path.startsWith('/__llmsim/')) return undefined;
    return jsonReply(404, problem(`llmsim has no page ${path}; it has /health and /__llmsim/health.`));
  };
}

function problem(message: string): object {
  return { error: { message, type: 'llmsim_error', code: 'llmsim_no_such_page' } };
}
