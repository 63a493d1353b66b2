/** Answers with an HTTP error in the provider's own words: one fault for each status. */

import type { Fault } from '../core/fault.ts';

const meanings: Readonly<Record<number, string>> = {
  400: 'the request is invalid',
  401: 'the key is wrong',
  403: 'the key may not do this',
  404: 'the model or the resource does not exist',
  408: 'the request took too long to arrive',
  409: 'the request conflicts with another',
  413: 'the request is too large',
  429: 'the rate limit is reached',
  500: 'the server failed',
  502: 'the gateway got nothing usable',
  503: 'the service is not available',
  504: 'the gateway waited in vain',
  529: 'the service is overloaded',
};

export const httpErrors: readonly Fault[] = Object.entries(meanings).map(([id, meaning]) => ({
  id,
  summary: `Answers ${id} in the provider's shape: ${meaning}.`,
  parameters: [
    {
      name: 'retry_after',
      kind: 'duration',
      explanation:
        'when to come again, in the header or field that the provider has for it; for 429 it is 1s without it',
    },
    { name: 'message', kind: 'text', explanation: "the error's message; without it the provider's own" },
  ],
  plan: ({ retry_after, message }) => ({
    kind: 'answer',
    answer(words) {
      const wait = typeof retry_after === 'number' ? retry_after / 1000 : undefined;
      const error = words(Number(id), wait ?? (id === '429' ? 1 : undefined));
      return message === undefined ? error : { ...error, message: String(message) };
    },
  }),
}));
