/** `GET /health`: whether the server is up, and in which mode. */

import type { ControlPage } from '../control-page.ts';
import { jsonReply } from '../refusals.ts';

export function healthPage(state: { readonly mode: string }): ControlPage {
  const health = jsonReply(200, { status: 'ok', mode: state.mode });
  return { paths: ['/health', '/__llmsim/health'], methods: ['GET', 'HEAD'], answer: () => health };
}
