/** Chooses which of the configured upstreams a request goes to. */

import type { ApiError } from '../core/api-error.ts';
import type { DialectFamily } from '../core/dialect.ts';
import type { Upstream } from './upstream.ts';

export type UpstreamChoice =
  | { readonly kind: 'upstream'; readonly upstream: Upstream }
  | { readonly kind: 'refusal'; readonly error: ApiError };

/**
 * A prefix names the upstream; a single upstream takes everything; else the one that ranks the family highest, the first
 * given of several. A path of no known family goes to the first only where all upstreams prefer the same family.
 */
export function chooseUpstream(
  upstreams: readonly Upstream[],
  prefix: string | undefined,
  family: DialectFamily,
): UpstreamChoice {
  if (prefix !== undefined) {
    const named = upstreams.find((upstream) => upstream.name === prefix);
    return named === undefined ? refusal(`No upstream is called "${prefix}".`, upstreams) : chosen(named);
  }
  const [first, second] = upstreams;
  if (first === undefined) return refusal('No upstream is configured.', upstreams);
  if (second === undefined) return chosen(first);
  if (family === 'generic') {
    const preferred = first.families[0];
    if (upstreams.every((upstream) => upstream.families[0] === preferred)) return chosen(first);
    return refusal('Several upstreams are configured, and this path does not tell which of them is meant.', upstreams);
  }
  let best: Upstream | undefined;
  let bestRank = Number.POSITIVE_INFINITY;
  for (const upstream of upstreams) {
    const rank = upstream.families.indexOf(family);
    if (rank >= 0 && rank < bestRank) {
      best = upstream;
      bestRank = rank;
    }
  }
  return best === undefined ? refusal(`No configured upstream speaks the ${family} API.`, upstreams) : chosen(best);
}

function chosen(upstream: Upstream): UpstreamChoice {
  return { kind: 'upstream', upstream };
}

function refusal(problem: string, upstreams: readonly Upstream[]): UpstreamChoice {
  const ways = upstreams.map((upstream) => `/${upstream.name}/…`).join(', ');
  const advice =
    ways === '' ? 'Start llmsim with --upstream.' : `Put the upstream's name in front of the path: ${ways}.`;
  return { kind: 'refusal', error: { status: 400, code: 'llmsim_no_upstream', message: `${problem} ${advice}` } };
}
