/** Ollama: a chat, streamed as lines of JSON. */

import type { StarterRecording } from './recording.ts';
import { tokensOf } from './seeded.ts';
import { httpDate } from './wire.ts';

const model = 'llama3.2:1b';
const text = 'Hello from your own machine, one line of JSON a token.';

export function ollama(): StarterRecording[] {
  const recordedAt = '2026-08-24T09:30:02.118Z';
  const tokens = tokensOf(text);
  const line = (i: number, content: string, more: object): string => {
    const createdAt = new Date(Date.parse(recordedAt) + 24 * i).toISOString().replace('Z', '204617Z');
    return `${JSON.stringify({ model, created_at: createdAt, message: { role: 'assistant', content }, ...more })}\n`;
  };
  const body = { model, messages: [{ role: 'user', content: 'Say hello' }] };
  const last = {
    done: true,
    done_reason: 'stop',
    total_duration: 702_114_208,
    load_duration: 96_208_541,
    prompt_eval_count: 27,
    prompt_eval_duration: 211_904_333,
    eval_count: tokens.length + 1,
    eval_duration: 392_416_750,
  };
  return [
    {
      shows: '/api/chat: newline-delimited JSON',
      upstream: 'ollama',
      recordedAt,
      request: {
        method: 'POST',
        target: '/api/chat',
        headers: [
          ['user-agent', 'curl/8.5.0'],
          ['accept', '*/*'],
          ['content-type', 'application/json'],
        ],
        body: Buffer.from(JSON.stringify(body)),
      },
      response: {
        headers: [
          ['Content-Type', 'application/x-ndjson'],
          ['Date', httpDate(recordedAt)],
        ],
        pieces: [...tokens.map((token, i) => line(i, token, { done: false })), line(tokens.length, '', last)],
        pace: { first: [280, 340], gap: [20, 28] },
      },
      text,
    },
  ];
}
