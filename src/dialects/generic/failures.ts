/** How an API fails of which nothing is known but habit. */

import type { Failures } from '../../core/failures.ts';
import { errorInWords, retryAfter } from '../failure-words.ts';

export const genericFailures: Failures = {
  errorOf: (status, seconds) => errorInWords(status, {}, retryAfter(seconds)),
  errorEvent: ({ message, type, code }) => ({
    name: undefined,
    value: { error: { message, type: type ?? 'server_error', code } },
  }),
  reword: () => undefined,
};
