/** llmsim's own paths: `/health` and everything under `/__llmsim/`. */

import type { PlannedReply } from '../core/reply.ts';
import type { ControlBody } from './control-body.ts';
import type { ControlPage } from './control-page.ts';
import { jsonReply } from './refusals.ts';

/** Answers a path of llmsim's own; undefined for any other. */
export type Control = (
  method: string,
  url: string,
  body?: ControlBody,
) => PlannedReply | Promise<PlannedReply> | undefined;

export function control(pages: readonly ControlPage[]): Control {
  const byPath = new Map(pages.flatMap((page) => page.paths.map((path) => [path, page] as const)));
  const known = [...byPath.keys()].join(', ');
  return (method, url, body) => {
    const path = url.split('?', 1)[0] ?? url;
    const page = byPath.get(path);
    if (page !== undefined) {
      if (page.methods.includes(method)) return page.answer(method, url, body);
      const taken = page.methods.filter((one) => one !== 'HEAD').join(' or ');
      return jsonReply(405, problem(`${path} takes ${taken}.`), [['allow', page.methods.join(', ')]]);
    }
    if (path !== '/__llmsim' && !path.startsWith('/__llmsim/')) return undefined;
    return jsonReply(404, problem(`llmsim has no page ${path}; it has ${known}.`));
  };
}

function problem(message: string): object {
  return { error: { message, type: 'llmsim_error', code: 'llmsim_no_such_page' } };
}
