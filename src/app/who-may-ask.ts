/** Who is let in, by the configuration: to llmsim's own pages, to all others, and from which pages of the web. */

import { controlAccess, keyGuard } from '../server/control-access.ts';
import { cors } from '../server/cors.ts';
import type { ListenerOptions } from '../server/listener.ts';
import type { SimulatorConfig } from './simulator-config.ts';

/** What the listener asks before it looks at a request. */
export function whoMayAsk({
  host,
  guard,
  telemetry,
  upstreams,
}: SimulatorConfig): Pick<ListenerOptions, 'guards' | 'cors'> {
  // Any page of the web is more than may ask for llmsim's own pages, or spend its key.
  const origins = guard.cors.filter((origin) => origin !== '*');
  const asked = { host, allowedHosts: guard.allowedHosts, origins };
  // Probes ask without a token.
  const probes = ['/health', '/__llmsim/health', '/ready', '/__llmsim/ready'];
  const open = telemetry.metrics === 'open' ? [...probes, '/metrics', '/__llmsim/metrics'] : probes;
  return {
    guards: {
      control: controlAccess({ ...asked, token: guard.token }),
      open: new Set(open),
      requests: upstreams.some(({ apiKey }) => apiKey !== undefined) ? keyGuard(asked) : undefined,
    },
    cors: guard.cors.length === 0 ? undefined : cors(guard.cors),
  };
}
