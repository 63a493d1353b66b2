/** Which paths are Anthropic's, and what they ask for. */

import type { Operation } from '../../core/dialect.ts';
import type { SimRequest } from '../../core/request.ts';
import { providerHint } from '../provider-hint.ts';
import { endpointName, isVersion, segmentsOf } from '../request-path.ts';

/** Roots that other providers have too: Anthropic's only with its headers beside them. */
const sharedRoots: ReadonlySet<string> = new Set(['files', 'models', 'skills', 'organizations']);
/** Names below a root that are no ids. */
const subresources: ReadonlySet<string> = new Set([
  'batches',
  'cancel',
  'content',
  'count_tokens',
  'results',
  'versions',
]);

export function claimsAnthropic(request: Pick<SimRequest, 'method' | 'target' | 'headers'>): Operation | undefined {
  const segments = segmentsOf(request.target);
  for (let at = segments.length - 1; at >= 0; at--) {
    const root = segments[at] ?? '';
    if (!(isVersion(segments[at - 1]) || (at === 0 && root === 'messages'))) continue;
    // `/v1/complete` is the legacy completion; nothing stands below it.
    const own = root === 'messages' || (root === 'complete' && at === segments.length - 1);
    if (own || (sharedRoots.has(root) && segments[at - 1] === 'v1' && providerHint(request) === 'anthropic')) {
      return {
        endpoint: endpointName([root, ...segments.slice(at + 1).filter((segment) => subresources.has(segment))]),
      };
    }
  }
  return vertexModel(request.target) === undefined ? undefined : { endpoint: 'messages' };
}

/** Claude on Vertex: `/v1/projects/…/publishers/anthropic/models/<model>:streamRawPredict`, body and reply as Anthropic's own. */
export function vertexModel(target: string): string | undefined {
  const segments = target.includes('/publishers/anthropic/models/') ? segmentsOf(target) : [];
  return /^(.+):(?:streamRaw|raw)Predict$/.exec(segments.at(-1) ?? '')?.[1];
}

/** The same model on Vertex, asked for the other form of its answer; undefined for a target that is not Vertex's. */
export function otherVertexTarget(target: string): string | undefined {
  if (vertexModel(target) === undefined) return undefined;
  return target.replace(/(:|%3A)(streamRawPredict|rawPredict)(?=$|[?#])/i, (_, colon: string, verb: string) =>
    verb === 'rawPredict' ? `${colon}streamRawPredict` : `${colon}rawPredict`,
  );
}
