/** What any provider may say of an error, by its HTTP status; a provider's own words go before it. */

import type { ApiError } from '../core/api-error.ts';
import type { HeaderList } from '../core/headers.ts';

export type OwnWords = Readonly<Record<number, Partial<Pick<ApiError, 'message' | 'type' | 'code'>>>>;

const sentences: Readonly<Record<number, string>> = {
  400: 'The request is invalid.',
  401: 'The API key is invalid.',
  403: 'The API key is not allowed to do this.',
  404: 'The requested resource does not exist.',
  408: 'The request timed out.',
  409: 'The request conflicts with another request.',
  413: 'The request is too large.',
  429: 'The rate limit is reached. Please try again later.',
  500: 'The server had an error while it processed the request.',
  502: 'The gateway got no valid answer.',
  503: 'The service is unavailable. Please try again later.',
  504: 'The gateway got no answer in time.',
  529: 'The service is overloaded. Please try again later.',
};

/** @param headers those that a provider sends with this error */
export function errorInWords(status: number, own: OwnWords, headers: HeaderList = []): ApiError {
  const { message, type, code } = own[status] ?? {};
  return {
    status,
    code: code ?? null,
    message: message ?? sentences[status] ?? `The request failed with status ${status}.`,
    headers,
    ...(type === undefined ? {} : { type }),
  };
}

/** RFC 9110, section 10.2.3: whole seconds, so a shorter time is one. */
export function retryAfter(seconds: number | undefined): HeaderList {
  return seconds === undefined ? [] : [['retry-after', String(Math.ceil(seconds))]];
}
