/** Which paths are of the Assistants API, and what they ask for. */

import type { Operation } from '../../core/dialect.ts';
import type { SimRequest } from '../../core/request.ts';
import { resourceName, resourcePath } from '../openai-resource-path.ts';

export function claimsAssistants({ target }: Pick<SimRequest, 'target'>): Operation | undefined {
  if (!target.includes('assistants') && !target.includes('threads')) return undefined;
  const path = resourcePath(target);
  return path !== undefined && (path[0] === 'assistants' || path[0] === 'threads')
    ? { endpoint: resourceName(path) }
    : undefined;
}
