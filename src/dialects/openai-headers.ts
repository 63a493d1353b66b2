/** The headers that OpenAI puts on every answer, made up and the same for the same request. */

import type { Endpoint } from '../core/endpoint.ts';
import type { HeaderList } from '../core/headers.ts';
import type { Random } from '../core/random.ts';
import { hexId } from './openai-ids.ts';

export function openaiHeaders(ids: Random, contentType: string): HeaderList {
  return [['content-type', contentType], ...madeUpHeaders(ids)];
}

/** The endpoint, whose errors have them too: SDKs show the id of a request that failed. */
export function withHeadersOnErrors(endpoint: Endpoint): Endpoint {
  return {
    ...endpoint,
    async answer(context) {
      const answer = await endpoint.answer(context);
      if (answer.kind !== 'error') return answer;
      const headers = [...(answer.error.headers ?? []), ...madeUpHeaders(context.ids)];
      return { kind: 'error', error: { ...answer.error, headers } };
    },
  };
}

function madeUpHeaders(ids: Random): HeaderList {
  const random = ids.fork('headers');
  return [
    ['openai-organization', 'llmsim'],
    ['openai-processing-ms', String(100 + random.below(900))],
    ['openai-version', '2020-10-01'],
    ['x-request-id', hexId('req_', 16, random)],
  ];
}
