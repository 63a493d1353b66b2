/** What goes wrong with OpenAI: a rate limit and the retry behind it, a stream that is cut, an error within a stream. */

import { chunks, completion, path, say } from './openai-chat.ts';
import { eventStream, json, post, quick, rateLimits, responseHeaders } from './openai-exchange.ts';
import type { StarterRecording } from './recording.ts';
import { seeded, tokensOf } from './seeded.ts';
import { dataEvent, prettyJson } from './wire.ts';

export function failures(): StarterRecording[] {
  return [rateLimited(), retried(), cut(), errorInStream()];
}

const impatient = post(path, say('Say hello, even if you are busy'));
const patience = 'Hello! Thank you for coming back.';

function rateLimited(): StarterRecording {
  const recordedAt = '2026-08-24T09:02:40.118Z';
  const random = seeded('openai rate limit');
  const message = 'Three requests a minute are allowed, and this was the fourth: try again in 750 ms.';
  return {
    shows: 'rate limit: 429 with retry-after and retry-after-ms',
    upstream: 'openai',
    recordedAt,
    request: impatient,
    response: {
      status: 429,
      headers: responseHeaders(
        random,
        recordedAt,
        json,
        [
          ['retry-after', '1'],
          ['retry-after-ms', '750'],
          ['x-ratelimit-limit-requests', '3'],
          ['x-ratelimit-remaining-requests', '0'],
          ['x-ratelimit-reset-requests', '750ms'],
        ],
        quick,
      ),
      pieces: [prettyJson({ error: { message, type: 'requests', param: null, code: 'rate_limit_exceeded' } }, 4)],
      pace: { first: [40, 80], gap: [1, 2] },
    },
    text: message,
  };
}

function retried(): StarterRecording {
  const recordedAt = '2026-08-24T09:02:41.277Z';
  const random = seeded('openai retry');
  return {
    shows: 'the same request again, after the rate limit: 200',
    upstream: 'openai',
    recordedAt,
    request: impatient,
    response: {
      headers: responseHeaders(random, recordedAt, json, rateLimits),
      pieces: [completion(random, recordedAt, patience, 15)],
    },
    text: patience,
  };
}

function cut(): StarterRecording {
  const recordedAt = '2026-08-24T09:03:02.640Z';
  const random = seeded('openai cut');
  const { delta } = chunks(random, recordedAt);
  const text = 'Once upon a time a stream set out for the sea, and';
  return {
    shows: 'a stream that the connection cuts in the middle of an event',
    upstream: 'openai',
    recordedAt,
    request: post(path, say('Tell me a story that breaks off', { stream: true })),
    response: {
      headers: responseHeaders(random, recordedAt, eventStream, rateLimits),
      pieces: [
        delta({ role: 'assistant', content: '', refusal: null }),
        ...tokensOf(text).map((content) => delta({ content })),
        delta({ content: ' then' }).slice(0, 118),
      ],
      end: 'reset',
    },
    text,
  };
}

function errorInStream(): StarterRecording {
  const recordedAt = '2026-08-24T09:03:29.083Z';
  const random = seeded('openai error in stream');
  const { delta } = chunks(random, recordedAt);
  const text = 'Certainly, here';
  const message = 'Something broke on the server in the middle of its answer.';
  return {
    shows: 'an error event within a stream that began with 200',
    upstream: 'openai',
    recordedAt,
    request: post(path, say('Fail while you answer', { stream: true })),
    response: {
      headers: responseHeaders(random, recordedAt, eventStream, rateLimits),
      pieces: [
        delta({ role: 'assistant', content: '', refusal: null }),
        ...tokensOf(text).map((content) => delta({ content })),
        dataEvent({ error: { message, type: 'server_error', param: null, code: null } }),
      ],
    },
    text: `${text}\n\n[error: ${message}]`,
  };
}
