/** How Anthropic's API fails, and its messages with other words. */

import type { Failures } from '../../core/failures.ts';
import { rewordedAnthropic } from '../anthropic-rewording.ts';
import { errorInWords, type OwnWords, retryAfter } from '../failure-words.ts';
import { objectOf, parseJson } from '../json-shape.ts';
import { rewordedJson } from '../reworded-json.ts';
import { writeAnthropicError } from './error.ts';

/** https://docs.anthropic.com/en/api/errors */
const words: OwnWords = {
  401: { message: 'invalid x-api-key' },
  429: { message: 'This request would exceed the rate limit of your organization.' },
  500: { message: 'Internal server error' },
  529: { message: 'Overloaded' },
};

export const anthropicFailures: Failures = {
  errorOf: (status, seconds) => errorInWords(status, words, retryAfter(seconds)),
  errorEvent: (error) => ({ name: 'error', value: objectOf(parseJson(writeAnthropicError(error).body)) ?? {} }),
  reword: (whole, [wording]) =>
    rewordedJson(whole, (answer) => (wording === undefined ? undefined : rewordedAnthropic(answer, wording))),
};
