/** How OpenAI's API fails, and all who speak as it does. */

import type { ApiError } from '../core/api-error.ts';
import type { ErrorEvent, Failures } from '../core/failures.ts';
import type { HeaderList } from '../core/headers.ts';
import { errorInWords, type OwnWords, retryAfter } from './failure-words.ts';
import { objectOf, parseJson } from './json-shape.ts';
import { writeOpenAiError } from './openai-error.ts';

/** https://platform.openai.com/docs/guides/error-codes/api-errors */
const words: OwnWords = {
  401: {
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    message: 'Incorrect API key provided.',
  },
  403: {
    type: 'request_forbidden',
    code: 'unsupported_country_region_territory',
    message: 'Country, region, or territory not supported.',
  },
  404: {
    type: 'invalid_request_error',
    code: 'model_not_found',
    message: 'The model does not exist or you do not have access to it.',
  },
  429: { type: 'requests', code: 'rate_limit_exceeded', message: 'Rate limit reached. Please try again later.' },
  503: { type: 'server_error', message: 'The engine is currently overloaded. Please try again later.' },
};

export const openaiFailures: Failures = {
  errorOf: (status, seconds) => errorInWords(status, words, waiting(seconds)),
  errorEvent: (error): ErrorEvent => ({ name: undefined, value: { error: errorObject(error) } }),
  reword: () => undefined,
};

/** What an error's body has under `error`. */
export function errorObject(error: ApiError): object {
  return objectOf(objectOf(parseJson(writeOpenAiError(error).body))?.['error']) ?? {};
}

/** Its SDKs look at the finer one first. */
function waiting(seconds: number | undefined): HeaderList {
  if (seconds === undefined) return [];
  return [['retry-after-ms', String(Math.round(seconds * 1000))], ...retryAfter(seconds)];
}
