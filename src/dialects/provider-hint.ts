/** Whose API a path that several providers share (`/v1/models`, `/v1/files`) is meant for, told from the credentials beside it. */

import { headerOf } from '../core/headers.ts';
import { queryOf, type SimRequest } from '../core/request.ts';

/** Undefined stands for the OpenAI shape, which most providers speak. */
export function providerHint(request: Pick<SimRequest, 'target' | 'headers'>): 'anthropic' | 'gemini' | undefined {
  const { headers } = request;
  // https://ai.google.dev/gemini-api/docs/api-key: header, or `key` in the query.
  if (headerOf(headers, 'x-goog-api-key') !== undefined) return 'gemini';
  // https://docs.anthropic.com/en/api/overview: both are required, and clients with OAuth tokens have the first only.
  if (headerOf(headers, 'anthropic-version') !== undefined) return 'anthropic';
  if (headerOf(headers, 'x-api-key') !== undefined) return 'anthropic';
  const query = queryOf(request.target);
  return query !== undefined && /(?:^|&)key=/.test(query) ? 'gemini' : undefined;
}
