/** Which paths are OpenAI-shaped REST resources, and what they ask for. */

import type { Operation } from '../../core/dialect.ts';
import type { SimRequest } from '../../core/request.ts';
import { resourceName, resourcePath } from '../openai-resource-path.ts';
import { providerHint } from '../provider-hint.ts';

/** The Assistants API is a dialect of its own. */
const elsewhere: ReadonlySet<string> = new Set(['assistants', 'threads']);
/** What Anthropic, or Gemini with its key beside a `v1` path, has under the same name. */
const anthropicRoots: ReadonlySet<string> = new Set(['files', 'models', 'skills']);
const geminiRoots: ReadonlySet<string> = new Set(['batches', 'files', 'models']);

export function claimsOpenaiRest(request: Pick<SimRequest, 'method' | 'target' | 'headers'>): Operation | undefined {
  const path = resourcePath(request.target);
  return path !== undefined && isClaimed(path, request) ? { endpoint: resourceName(path) } : undefined;
}

function isClaimed(
  [root = '', ...below]: readonly string[],
  request: Pick<SimRequest, 'method' | 'target' | 'headers'>,
): boolean {
  if (elsewhere.has(root)) return false;
  const hint = anthropicRoots.has(root) || geminiRoots.has(root) ? providerHint(request) : undefined;
  if (hint === 'anthropic' && anthropicRoots.has(root)) return false;
  if (hint === 'gemini' && geminiRoots.has(root)) return false;
  if (root !== 'models') return true;
  // Models are looked at and deleted; Replicate runs them below the same root, Gemini with a verb. Ids may have a slash.
  const looked = request.method === 'GET' || request.method === 'HEAD' || request.method === 'DELETE';
  return looked && (below.length <= 2 || below.at(-1) === 'endpoints');
}
