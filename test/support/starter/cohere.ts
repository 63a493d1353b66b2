/** Cohere: a chat of version 2, streamed as named events. */

import type { StarterRecording } from './recording.ts';
import { seeded, tokensOf } from './seeded.ts';
import { dataEvent, httpDate, typedEvent } from './wire.ts';

const text = 'Hello! Every event here has a name of its own.';

export function cohere(): StarterRecording[] {
  const recordedAt = '2026-08-24T09:31:10.547Z';
  const random = seeded('cohere chat');
  const part = (content: object): object => ({ delta: { message: { content } } });
  const tokens = tokensOf(text).length;
  const spent = {
    billed_units: { input_tokens: 2, output_tokens: tokens },
    tokens: { input_tokens: 496, output_tokens: tokens + 2 },
  };
  const id = random.uuid();
  const begun = { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] };
  const body = { model: 'command-a-03-2025', messages: [{ role: 'user', content: 'Say hello' }], stream: true };
  return [
    {
      shows: '/v2/chat, streamed: named events and [DONE]',
      upstream: 'cohere',
      recordedAt,
      request: {
        method: 'POST',
        target: '/v2/chat',
        headers: [
          ['user-agent', 'curl/8.5.0'],
          ['accept', '*/*'],
          ['authorization', 'Bearer not-a-key'],
          ['content-type', 'application/json'],
        ],
        body: Buffer.from(JSON.stringify(body)),
      },
      response: {
        headers: [
          ['access-control-expose-headers', 'X-Debug-Trace-ID'],
          ['cache-control', 'no-cache, no-store, no-transform, must-revalidate, private, max-age=0'],
          ['content-type', 'text/event-stream'],
          ['expires', 'Thu, 01 Jan 1970 00:00:00 GMT'],
          ['pragma', 'no-cache'],
          ['vary', 'Origin'],
          ['x-accel-expires', '0'],
          ['x-debug-trace-id', random.hex(32)],
          ['date', httpDate(recordedAt)],
          ['x-envoy-upstream-service-time', '21'],
          ['server', 'envoy'],
          ['via', '1.1 google'],
        ],
        pieces: [
          named('message-start', { delta: { message: begun } }, { id }),
          named('content-start', { index: 0, ...part({ type: 'text', text: '' }) }),
          ...tokensOf(text).map((token) => named('content-delta', { index: 0, ...part({ text: token }) })),
          named('content-end', { index: 0 }),
          named('message-end', { delta: { finish_reason: 'COMPLETE', usage: spent } }),
          dataEvent('[DONE]'),
        ],
      },
      text,
    },
  ];
}

/** The id of the first event stands before its type. */
function named(type: string, fields: object, before: object = {}): string {
  return typedEvent({ ...before, type, ...fields });
}
