/** Any other HTTP API: recorded and replayed by its bytes, described as far as habit goes. */

import type { Dialect } from '../../core/dialect.ts';
import { asItIs } from '../as-it-is.ts';
import { bodyText } from '../body-text.ts';
import { errorText, isSuccess } from '../error-text.ts';
import { jsonError } from '../json-error.ts';
import { jsonObjectIn, textIn } from '../json-shape.ts';
import { plainLimits } from '../plain-limits.ts';
import { contentText, lastUserText } from '../prompt-text.ts';
import { endpointName, isVersion, segmentsOf } from '../request-path.ts';
import { saidEvents } from '../said-events.ts';
import { usualText } from './usual-text.ts';

export const generic: Dialect = {
  id: 'generic',
  family: 'generic',

  claims({ target }) {
    // Words, not ids: no digits, and of a length that words have. The last three say the most.
    const words = segmentsOf(target).filter(
      (segment) => /^[a-z][a-z_.:-]{0,19}$/i.test(segment) && !isVersion(segment),
    );
    return { endpoint: endpointName(words.slice(-3)) };
  },

  describe({ body }) {
    const json = jsonObjectIn(body);
    return {
      model: textIn(json?.['model']) ?? textIn(json?.['model_id']),
      prompt:
        lastUserText(json?.['messages'], (message) => message['content']) ??
        contentText(json?.['prompt']) ??
        contentText(json?.['input']) ??
        textIn(json?.['inputs']),
      stream: json?.['stream'] === true,
    };
  },

  writeError: (error) =>
    jsonError(error, { error: { message: error.message, type: 'llmsim_error', code: error.code } }),

  textOf: (reply) => (isSuccess(reply) ? bodyText(reply) : errorText(reply)),

  answerOf: () => undefined,

  // What HTTP itself makes other answers of, and the operation of AWS's JSON protocol.
  saidIn: (body) => saidEvents(body, usualText),

  canonical: { ...asItIs, headers: ['if-match', 'if-none-match', 'prefer', 'range', 'x-amz-target'] },

  limits: plainLimits,

  endpoints: async () => [],

  failures: async () => (await import('./failures.ts')).genericFailures,

  streaming: undefined,
};
