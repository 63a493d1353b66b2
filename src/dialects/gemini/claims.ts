/** Which paths are Gemini's, in AI Studio and in Vertex, and what they ask for. */

import type { Operation } from '../../core/dialect.ts';
import type { SimRequest } from '../../core/request.ts';
import { providerHint } from '../provider-hint.ts';
import { endpointName, isVersion, segmentsOf } from '../request-path.ts';

/** AI Studio's resources (https://ai.google.dev/api); in `v1` other providers have some of them too. */
const resources: ReadonlySet<string> = new Set(
  'agents auth_tokens batches cachedContents corpora fileSearchStores files generatedFiles interactions models operations tunedModels'.split(
    ' ',
  ),
);

export function claimsGemini(request: Pick<SimRequest, 'method' | 'target' | 'headers'>): Operation | undefined {
  if (!request.target.includes('v1')) return undefined;
  const segments = segmentsOf(request.target);
  if (segments.at(-1) === 'completions') return undefined;
  for (const [at, version] of segments.entries()) {
    const cliVerb = /^v1internal:([A-Za-z]+)$/.exec(version)?.[1];
    if (cliVerb !== undefined) return { endpoint: endpointName([cliVerb]) };
    if (!isVersion(version) || !version.startsWith('v1')) continue;
    const below = segments.slice(at + 1);
    if (isVertex(below)) return { endpoint: operationName(below) };
    const name = studioOperation(version, below, segments[at - 1], request);
    if (name !== undefined) return { endpoint: name };
  }
  return undefined;
}

/** `/v1/projects/<p>/locations/<l>/…`, or `/v1/publishers/…` with an API key. Claude and the OpenAI-shaped endpoint there are others'. */
function isVertex(below: readonly string[]): boolean {
  const [root, , locations] = below;
  if (root !== 'publishers' && !(root === 'projects' && locations === 'locations')) return false;
  const claude = below.includes('anthropic') && /:(?:streamR|r)awPredict$/.test(below.at(-1) ?? '');
  return !claude && !below.includes('openapi');
}

function studioOperation(
  version: string,
  below: readonly string[],
  before: string | undefined,
  request: Pick<SimRequest, 'method' | 'target' | 'headers'>,
): string | undefined {
  const resource = below[0]?.split(':', 1)[0] ?? '';
  if (!resources.has(resource)) return undefined;
  const moves = before === 'upload' || before === 'download';
  // Fine-tuned OpenAI models have colons in their ids, but are never POSTed to: `DELETE /v1/models/ft:gpt-4o:acme::x`.
  const verb = resource === 'models' && request.method === 'POST' && /:[a-z][A-Za-z]*$/.test(below.at(-1) ?? '');
  if (!(version !== 'v1' || verb || moves || providerHint(request) === 'gemini')) return undefined;
  const name = operationName(below);
  return moves ? endpointName([before, name]) : name;
}

/** A verb behind a model names itself; any other behind its resource: `generate-content`, `files-download`, `cached-contents`. */
function operationName(segments: readonly string[]): string {
  const last = segments.at(-1) ?? '';
  const verb = /:([a-z]+[A-Za-z]*)$/.exec(last)?.[1];
  const resource = resourceIn(segments);
  if (verb === undefined) return endpointName([resource]);
  return endpointName(resource === 'models' || resource === 'endpoints' ? [verb] : [resource, verb]);
}

/** The innermost name of a resource: behind the version, names and ids take turns. */
function resourceIn(segments: readonly string[]): string {
  const at = segments.length % 2 === 0 ? segments.length - 2 : segments.length - 1;
  return (segments[at] ?? '').split(':', 1)[0] ?? '';
}
