/** What all endpoints of the Assistants API have in common: the beta header that they ask for, and how they answer. */

import type { Endpoint, EndpointAnswer, EndpointContext } from '../../core/endpoint.ts';
import { headerOf } from '../../core/headers.ts';
import { openaiHeaders } from '../openai-headers.ts';
import { invalidRequest } from '../openai-problem.ts';

const withoutBeta = invalidRequest(
  "You must provide the 'OpenAI-Beta' header to access the Assistants API. Please try again by setting the header 'OpenAI-Beta: assistants=v2'.",
  undefined,
  'invalid_beta',
);

/** One that streams where it is told so. */
type Given = Pick<Endpoint, 'method' | 'path' | 'prompt' | 'answer'> & { readonly streams?: boolean };

export function betaEndpoint({ streams = false, answer, ...given }: Given): Endpoint {
  return {
    ...given,
    streams,
    async answer(context) {
      return lacksBeta(context) ? { kind: 'error', error: withoutBeta } : answer(context);
    },
  };
}

/** Only under strict: clients other than the SDKs do without. Azure, whose API has a version in the query, never asked for it. */
function lacksBeta({ strict, request }: EndpointContext): boolean {
  if (!strict || /[?&]api-version=/.test(request.target)) return false;
  return !/\bassistants=v2\b/.test(headerOf(request.headers, 'openai-beta') ?? '');
}

export function jsonAnswer(value: unknown, { ids }: Pick<EndpointContext, 'ids'>): EndpointAnswer {
  const headers = openaiHeaders(ids, 'application/json');
  return { kind: 'whole', reply: { status: 200, headers, body: Buffer.from(JSON.stringify(value)) } };
}

export function streamAnswer(events: readonly Uint8Array[], { ids }: Pick<EndpointContext, 'ids'>): EndpointAnswer {
  const headers = openaiHeaders(ids, 'text/event-stream; charset=utf-8');
  return { kind: 'stream', reply: { status: 200, headers, events } };
}
