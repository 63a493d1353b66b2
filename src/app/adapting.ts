/** Lets a forwarder reach adapters too, where there are any among the upstreams. */

import type { Clock } from '../core/clock.ts';
import type { Forwarder } from '../upstream/forward.ts';
import type { Upstream } from '../upstream/upstream.ts';

/** What an adapter's service answers is recorded as it is translated. */
export async function adapting(
  forward: Forwarder,
  { upstreams, clock }: { readonly upstreams: readonly Upstream[]; readonly clock: Clock },
): Promise<Forwarder> {
  if (!upstreams.some(({ adapter }) => adapter !== undefined)) return forward;
  const { withAdapters } = await import('../upstream/adapter/forward-adapted.ts');
  return withAdapters(forward, clock);
}
