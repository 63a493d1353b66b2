/** OpenRouter: a chat, streamed, that begins with comments while its provider is still working. */

import type { StarterRecording } from './recording.ts';
import { seeded, tokensOf } from './seeded.ts';
import { dataEvent, httpDate, type Json, unixSeconds } from './wire.ts';

const model = 'mistralai/mistral-small-3.2-24b-instruct';
const text = 'Hello! Comments came first, to keep the line open.';

export function openrouter(): StarterRecording[] {
  const recordedAt = '2026-08-24T09:50:21.466Z';
  const random = seeded('openrouter chat');
  const created = unixSeconds(recordedAt);
  const id = `gen-${created}-${random.id(20)}`;
  const chunk = (content: string, finish: string | null, more: { readonly [key: string]: Json } = {}): string =>
    dataEvent({
      id,
      object: 'chat.completion.chunk',
      created,
      model,
      provider: 'Mistral',
      choices: [
        { index: 0, delta: { role: 'assistant', content }, finish_reason: finish, native_finish_reason: finish },
      ],
      ...more,
    });
  const tokens = tokensOf(text);
  const processing = ': OPENROUTER PROCESSING\n\n';
  const usage = { prompt_tokens: 6, completion_tokens: tokens.length, total_tokens: 6 + tokens.length };
  const body = { model, messages: [{ role: 'user', content: 'Say hello' }], stream: true };
  return [
    {
      shows: 'chat completion, streamed: comments before the first event',
      upstream: 'openrouter',
      recordedAt,
      request: {
        method: 'POST',
        target: '/api/v1/chat/completions',
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
          ['Date', httpDate(recordedAt)],
          ['Content-Type', 'text/event-stream'],
          ['Access-Control-Allow-Origin', '*'],
          ['Cache-Control', 'no-cache'],
          ['X-Generation-Id', id],
          ['Access-Control-Expose-Headers', 'X-Generation-Id,X-Provider-Name,cf-ray'],
          ['Referrer-Policy', 'no-referrer, strict-origin-when-cross-origin'],
          ['X-Content-Type-Options', 'nosniff'],
          ['Server', 'cloudflare'],
          ['CF-RAY', `${random.hex(16)}-FRA`],
        ],
        pieces: [
          processing,
          processing,
          processing,
          ...tokens.map((token) => chunk(token, null)),
          chunk('', 'stop'),
          chunk('', 'stop', { usage }),
          dataEvent('[DONE]'),
        ],
        pace: { first: [250, 300], gap: [15, 45] },
      },
      text,
    },
  ];
}
